using Glyphs;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Workloads;

return PerfSuite.Suite.Run(args, new NetworkWorkload("glyphs", "drawn letters of 16×16 in four classes, two dense layers, Adam",
    DataSet.None, batch: 64, epochs: 1, (workload, variant, settings) => new GlyphRecipe(workload, variant, settings)));
