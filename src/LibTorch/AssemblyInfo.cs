using System.Runtime.CompilerServices;

// Every native signature is blittable: no stub copies or converts, and the compiler refuses one that would need it.
[assembly: DisableRuntimeMarshalling]
[module: SkipLocalsInit]
