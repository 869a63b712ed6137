using System.Runtime.InteropServices;
using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Learning.Runtime;

namespace PerfSuite.Correctness.Computing.Learning;

/// <summary>Against a library of these tests' own that answers as the CUDA runtime does.</summary>
public sealed class CudaEventsTests
{
    private const string Source = """
        #include <stdlib.h>
        struct event { float at; int device; };
        static int device = 3;
        static float now;
        int cudaGetDevice(int* current) { *current = device; return 0; }
        int cudaSetDevice(int chosen) { if (chosen > 5) return 101; device = chosen; return 0; }
        int cudaEventCreate(struct event** made) { *made = calloc(1, sizeof(struct event)); (*made)->device = device; return 0; }
        int cudaEventRecord(struct event* event, void* stream) { if (stream || event->device != device) return 400; event->at = now; now += 1.5f; return 0; }
        int cudaEventSynchronize(struct event* event) { return event->at > 0 ? 0 : 600; }
        int cudaEventElapsedTime(float* milliseconds, struct event* first, struct event* last) { *milliseconds = last->at - first->at; return 0; }
        int cudaEventDestroy(struct event* event) { free(event); return 0; }
        const char* cudaGetErrorString(int status) { return status == 101 ? "invalid device ordinal" : "something else"; }
        """;

    private delegate int DeviceOf(out int device);

    private Folder folder = null!;
    private string library = "";

    [OneTimeSetUp]
    public void Compile()
    {
        folder = new Folder();
        library = folder["libfake-cudart.so"];
        FakeLibrary.Compile(Source, library);
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [TestCase(1)]
    [TestCase(3)]
    public void Two_events_on_the_session_s_GPU_tell_the_time_and_the_thread_s_own_GPU_stays(int index)
    {
        using var events = new CudaEvents(index, library);
        events.Start();
        Assert.That(events.Stop(), Is.EqualTo(1_500_000));
        var current = Marshal.GetDelegateForFunctionPointer<DeviceOf>(NativeLibrary.GetExport(NativeLibrary.Load(library), "cudaGetDevice"));
        Assert.That((current(out var device), device), Is.EqualTo((0, 3)));
    }

    [Test]
    public void What_the_CUDA_runtime_refuses_is_told_in_its_own_words() =>
        Assert.That(() => new CudaEvents(9, library), Throws.TypeOf<NotSupportedException>().With.Message.EqualTo("CUDA events are not available: cudaSetDevice answers 101, invalid device ordinal"));

    [Test]
    public void Without_the_CUDA_runtime_there_are_none_and_it_says_so()
    {
        Assume.That(TorchRuntime.Current.CudaRuntimePath, Is.Null, "a libtorch with CUDA");
        Assert.That(() => CudaEvents.Of(0), Throws.TypeOf<NotSupportedException>().With.Message.Contains("has loaded no CUDA runtime"));
        Assert.That(() => new CudaEvents(0, "/no/such/libcudart.so"), Throws.TypeOf<NotSupportedException>().With.Message.Contains("cannot be loaded"));
    }
}
