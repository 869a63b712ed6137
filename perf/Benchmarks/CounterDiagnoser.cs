using BenchmarkDotNet.Analysers;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Validators;
using Perfolizer.Metrology;

namespace PerfSuite.Benchmarks;

/// <summary>
/// Columns beside BenchmarkDotNet's own, whose memory diagnoser sees managed bytes only: native operations, calls into libtorch, tensors made and
/// left alive, most bytes of tensors at once. Counted after the measurement, in the same process.
/// </summary>
/// <param name="folder">Where the measuring processes leave them.</param>
internal sealed class CounterDiagnoser(string folder) : IDiagnoser
{
    private static readonly (Descriptor Descriptor, Func<BenchmarkCounts, double?> Value)[] columns =
    [
        (new("NativeOperations", "Native ops", "at:: operations of one invocation, nested ones too", 1), counts => counts.Operations),
        (new("NativeCalls", "Calls", "calls from C# into libtorch", 2), counts => counts.Calls),
        (new("TensorsMade", "Tensors", "tensors made", 3), counts => counts.Tensors),
        (new("TensorsAlive", "Alive", "of them left alive: more than 0 leaks", 4), counts => counts.Alive),
        (new("TensorBytes", "Peak tensors", "most bytes of tensors at once", 5) { Bytes = true }, counts => counts.Peak),
    ];

    public IEnumerable<string> Ids => [nameof(CounterDiagnoser)];

    public IEnumerable<IExporter> Exporters => [];

    public IEnumerable<IAnalyser> Analysers => [];

    public RunMode GetRunMode(BenchmarkCase benchmarkCase) => RunMode.NoOverhead;

    public void Handle(HostSignal signal, DiagnoserActionParameters parameters)
    {
    }

    public IEnumerable<Metric> ProcessResults(DiagnoserResults results) => BenchmarkCounts.Find(folder, results.BenchmarkCase) is { } counts
        ? columns.Where(column => column.Value(counts) is not null).Select(column => new Metric(column.Descriptor, column.Value(counts)!.Value))
        : [];

    public void DisplayResults(ILogger logger)
    {
    }

    public IEnumerable<ValidationError> Validate(ValidationParameters validationParameters) => [];

    private sealed class Descriptor(string id, string name, string legend, int priority) : IMetricDescriptor
    {
        public bool Bytes { get; init; }

        public string Id => id;

        public string DisplayName => name;

        public string Legend => legend;

        public string NumberFormat => "0.##";

        public UnitType UnitType => Bytes ? UnitType.Size : UnitType.Dimensionless;

        public string Unit => Bytes ? SizeUnit.B.Abbreviation : "Count";

        public bool TheGreaterTheBetter => false;

        public int PriorityInCategory => priority;

        public bool GetIsAvailable(Metric metric) => true;
    }
}
