using System.IO.Compression;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>A TorchScript file: x → x·w with w = [[0.5, −1], [2, 0.25]], as torch.jit.save of PyTorch 1.13.1 writes it.</summary>
internal static class HalvesScript
{
    /// <summary>Packed by zlib: most of the file is padding.</summary>
    private const string Packed =
        "eNoL8GZmYWDg4GDAAHwMIgyJRckZmWWp+imJJYn6Bm5OAgxRaACo0J6BoWE/kHYA0nYB3uwcq1dUywsABUA4AKf5AgxGKObrFWTnuDnpYdiAHzQwJcfHl+QDzYmP5/JIzClLLeYqZNBs" +
        "rNWIYANaUp6amZ5RUsiYDFaiF19akplTzBVflJpUmpmTEl+SmlecXxRfZsRVyKShEcEO1FEMVJmYnlrIDNHC5ZaTn1gSDBHkKmSJYASqMShkjWAG0skFpYVs3iwlgYXs3gwa3kzeTCUg" +
        "krGkIzk5PycnNbkkMz+vmMu/KCW1KDXFJTO5hKuQQzOoJKiQMwIUIiVFiZl5mXnphVwdEWJAfnxmcXxaaU5OfFJicnZ5YlFKfEZ+fnYht19pUiGPHihofayY8l4DVb6GBq0IMGgxw1YS" +
        "GHmwoE3OT0nVhweRXkGlmxMXUhjb9h3sO2TA4/K+pvXoyqm7/jZ4vanU19a7I9B159pCwbyeOSw/aiZtK9j8vNfW2KCNof4EP9fV/T2dK9+VMRy7E1i4zEOqp5F5znf/ouua76R36Ozx" +
        "v1aXODGMT3bOCfaLa1xcn8/dn7ZW/GHRs6aNnTe/WNyZt2LxTJe8mfLvL3a624kn/zSbxKodZROqsC22r2fR4RSf3ddyN3E/+Hpy9cPn5dK7W3Nq+QLO3S6NbgjyeZX489o5iedHrq6+" +
        "+efrO15QYJQGX9+3A+hdYUZ8gaHMYI47MPRSgCkhPR6c9IxJTHqQ8Oux9z9sIHJkLgNranPnxWQt1nR3HddH/l81PBSFIieECrFLzzE7Xxt4+tgz/rtLPbW/llzi3b/7N3939rEbj6PN" +
        "Zj/5lDzL/vR3m9n77E7WFP3/1LDmhebhBTteN39fFXL29dLo87Gi66esnXz2xzRr17nRBVG7grrT/HzTH/saJWwMexZ92eLQhh1v9IOybm0x87u7ZUrWxX8PO48HJzxN/J3sceLalP1h" +
        "rvFzN0414d6U5io47+j8jYt4JAz6F9fy3HvF6MCQ06DYYzOPuf2I84P08EY7M9u4io3MoJANTgjedQkYdu/x5mBRBm2kkM0rLknMKymGZGN1BqLzryY4Yefqc4YDrWFgwWsjP7CwgdlY" +
        "llpUDMxebk7W5MQbDBhzgWy/OC89lAloPhPYdkYQBbcfuTTjw3ARagmJrhc5uwqg6EtA0wsKNohuRCpGTt+SKLp3MzLgTtPoxiBHpjKKMSeYGIjJGui+Qo4rURQDlVgYsKcIdCOQA5wf" +
        "xYgpSEZAozjAm41NByotx6wLV8qGRk9ihNBCrBAaqA9UojMsgSpgBIuxskH0sIHVQ9QCAOjM/K0=";

    public static byte[] File { get; } = Unpack();

    private static byte[] Unpack()
    {
        using var packed = new ZLibStream(new MemoryStream(Convert.FromBase64String(Packed)), CompressionMode.Decompress);
        using var file = new MemoryStream();
        packed.CopyTo(file);
        return file.ToArray();
    }
}
