using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>The functions of native/perfsuite_torch.h, one to one; that file states ownership, errors and what null does.</summary>
internal static unsafe partial class Native
{
    private const string Library = "PerfSuiteTorch";

    // runtime
    [SuppressGCTransition]
    [DllImport(Library)]
    internal static extern long ps_calls();
    [DllImport(Library)]
    internal static extern long ps_error(byte* text, long capacity);
    [DllImport(Library)]
    internal static extern long ps_version(byte* text, long capacity);
    [DllImport(Library)]
    internal static extern long ps_cpu_capability(byte* text, long capacity);
    [DllImport(Library)]
    internal static extern int ps_set_num_threads(int threads);
    [DllImport(Library)]
    internal static extern int ps_set_num_interop_threads(int threads);
    [DllImport(Library)]
    internal static extern int ps_get_num_threads();
    [DllImport(Library)]
    internal static extern int ps_get_num_interop_threads();
    [DllImport(Library)]
    internal static extern int ps_cuda_device_count();
    [DllImport(Library)]
    internal static extern int ps_cuda_synchronize(int deviceIndex);
    [SuppressGCTransition]
    [DllImport(Library)]
    internal static extern int ps_grad_enabled();
    [SuppressGCTransition]
    [DllImport(Library)]
    internal static extern void ps_set_grad_enabled(int enabled);
    [DllImport(Library)]
    internal static extern int ps_deterministic_algorithms();
    [DllImport(Library)]
    internal static extern int ps_set_deterministic_algorithms(int enabled);
    [DllImport(Library)]
    internal static extern int ps_set_kernels(int cudnnBenchmark, int cudnnDeterministic, int cudnnTf32, int matmulTf32);
    [DllImport(Library)]
    internal static extern int ps_kernels();
    [DllImport(Library)]
    internal static extern int ps_counter_start(int timed, nint* counter);
    [DllImport(Library)]
    internal static extern int ps_counter_read(nint counter, byte* text, long capacity, long* length);
    [DllImport(Library)]
    internal static extern void ps_counter_free(nint counter);
    [DllImport(Library)]
    internal static extern int ps_memory_start(nint* memory);
    [DllImport(Library)]
    internal static extern int ps_memory_peak(nint memory, long* bytes, long* onGpu);
    [DllImport(Library)]
    internal static extern void ps_memory_free(nint memory);

    // generators
    [DllImport(Library)]
    internal static extern int ps_manual_seed(ulong seed);
    [DllImport(Library)]
    internal static extern int ps_generator_new(ulong seed, int deviceType, int deviceIndex, nint* result);
    [DllImport(Library)]
    internal static extern int ps_generator_default(nint* result);
    [DllImport(Library)]
    internal static extern void ps_generator_free(nint generator);
    [DllImport(Library)]
    internal static extern int ps_generator_set_seed(nint generator, ulong seed);
    [DllImport(Library)]
    internal static extern int ps_generator_new_seed(nint generator, ulong* seed);
    [DllImport(Library)]
    internal static extern int ps_generator_initial_seed(nint generator, ulong* seed);
    [DllImport(Library)]
    internal static extern int ps_generator_get_state(nint generator, nint* result);
    [DllImport(Library)]
    internal static extern int ps_generator_set_state(nint generator, nint state);

    // tensors: life and description
    [DllImport(Library)]
    internal static extern void ps_tensor_free(nint tensor);
    [SuppressGCTransition]
    [DllImport(Library)]
    internal static extern int ps_tensor_free_small(nint tensor);
    [SuppressGCTransition]
    [DllImport(Library)]
    internal static extern long ps_tensor_sizes(nint tensor, long* sizes, long capacity);
    [SuppressGCTransition]
    [DllImport(Library)]
    internal static extern long ps_tensor_strides(nint tensor, long* strides, long capacity);
    [SuppressGCTransition]
    [DllImport(Library)]
    internal static extern long ps_tensor_dim(nint tensor);
    [SuppressGCTransition]
    [DllImport(Library)]
    internal static extern long ps_tensor_numel(nint tensor);
    [SuppressGCTransition]
    [DllImport(Library)]
    internal static extern long ps_tensor_element_size(nint tensor);
    [SuppressGCTransition]
    [DllImport(Library)]
    internal static extern int ps_tensor_dtype(nint tensor);
    [SuppressGCTransition]
    [DllImport(Library)]
    internal static extern int ps_tensor_device_type(nint tensor);
    [SuppressGCTransition]
    [DllImport(Library)]
    internal static extern int ps_tensor_device_index(nint tensor);
    [SuppressGCTransition]
    [DllImport(Library)]
    internal static extern int ps_tensor_is_contiguous(nint tensor);
    [SuppressGCTransition]
    [DllImport(Library)]
    internal static extern int ps_tensor_requires_grad(nint tensor);
    [SuppressGCTransition]
    [DllImport(Library)]
    internal static extern int ps_tensor_is_leaf(nint tensor);
    [DllImport(Library)]
    internal static extern int ps_tensor_set_requires_grad(nint tensor, int requiresGrad);
    [DllImport(Library)]
    internal static extern int ps_tensor_data_ptr(nint tensor, void** data);
    [DllImport(Library)]
    internal static extern int ps_tensor_item(nint tensor, NativeScalar* value);
    [DllImport(Library)]
    internal static extern int ps_tensor_item_float(nint tensor, float* value);
    [SuppressGCTransition]
    [DllImport(Library)]
    internal static extern int ps_tensor_item_quick(nint tensor, float* value);
    [SuppressGCTransition]
    [DllImport(Library)]
    internal static extern int ps_tensor_bytes_quick(nint tensor, void** data, long* length);
    [DllImport(Library)]
    internal static extern int ps_tensor_to(nint tensor, NativeOptions options, int nonBlocking, int copy, nint* result);
    [DllImport(Library)]
    internal static extern int ps_tensor_set_data(nint tensor, nint data);

    // autograd
    [DllImport(Library)]
    internal static extern int ps_tensor_grad(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_tensor_set_grad(nint tensor, nint grad);
    [DllImport(Library)]
    internal static extern int ps_tensor_backward(nint tensor, nint gradient, int retainGraph, int createGraph, nint* inputs, long count);
    [DllImport(Library)]
    internal static extern int ps_backward(nint* tensors, long count, nint* gradients, long gradientCount, int retainGraph, int createGraph, nint* inputs, long inputCount);
    [DllImport(Library)]
    internal static extern int ps_grad(nint* tensors, long count, nint* inputs, long inputCount, nint* gradients, long gradientCount, int retainGraph, int createGraph, int allowUnused, nint* results);
    [DllImport(Library)]
    internal static extern int ps_tensor_retain_grad(nint tensor);
    [SuppressGCTransition]
    [DllImport(Library)]
    internal static extern nint ps_tensor_retain(nint tensor);
    [DllImport(Library)]
    internal static extern int ps_tensor_detach(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_tensor_detach_(nint tensor);
    [DllImport(Library)]
    internal static extern int ps_function_apply(nint* inputs, long inputCount, nint* outputs, long outputCount, nint* saved, long savedCount, nint* dirty, long dirtyCount, nint* constants, long constantCount, int materialize, nint backward, long ticket, nint* results, long* ended, long capacity, long* endedCount);
    [DllImport(Library)]
    internal static extern int ps_context_saved(nint context, nint* results, long capacity, long* count);

    // making tensors
    [DllImport(Library)]
    internal static extern int ps_empty(long* sizes, long dims, NativeOptions options, nint* result);
    [DllImport(Library)]
    internal static extern int ps_zeros(long* sizes, long dims, NativeOptions options, nint* result);
    [DllImport(Library)]
    internal static extern int ps_ones(long* sizes, long dims, NativeOptions options, nint* result);
    [DllImport(Library)]
    internal static extern int ps_rand(long* sizes, long dims, NativeOptions options, nint generator, nint* result);
    [DllImport(Library)]
    internal static extern int ps_randn(long* sizes, long dims, NativeOptions options, nint generator, nint* result);
    [DllImport(Library)]
    internal static extern int ps_full(long* sizes, long dims, NativeScalar value, NativeOptions options, nint* result);
    [DllImport(Library)]
    internal static extern int ps_empty_like(nint tensor, NativeOptions options, nint* result);
    [DllImport(Library)]
    internal static extern int ps_zeros_like(nint tensor, NativeOptions options, nint* result);
    [DllImport(Library)]
    internal static extern int ps_ones_like(nint tensor, NativeOptions options, nint* result);
    [DllImport(Library)]
    internal static extern int ps_rand_like(nint tensor, NativeOptions options, nint* result);
    [DllImport(Library)]
    internal static extern int ps_randn_like(nint tensor, NativeOptions options, nint* result);
    [DllImport(Library)]
    internal static extern int ps_full_like(nint tensor, NativeScalar value, NativeOptions options, nint* result);
    [DllImport(Library)]
    internal static extern int ps_randint(long low, long high, long* sizes, long dims, NativeOptions options, nint generator, nint* result);
    [DllImport(Library)]
    internal static extern int ps_randperm(long n, NativeOptions options, nint generator, nint* result);
    [DllImport(Library)]
    internal static extern int ps_randperm_out(long n, nint generator, nint @out);
    [DllImport(Library)]
    internal static extern int ps_arange(NativeScalar start, NativeScalar stop, NativeScalar step, NativeOptions options, nint* result);
    [DllImport(Library)]
    internal static extern int ps_from_bytes(void* data, long bytes, long* sizes, long dims, NativeOptions options, nint* result);
    [DllImport(Library)]
    internal static extern int ps_cat(nint* tensors, long count, long dim, nint* result);
    [DllImport(Library)]
    internal static extern int ps_stack(nint* tensors, long count, long dim, nint* result);

    // arithmetic
    [DllImport(Library)]
    internal static extern int ps_add(nint left, nint right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_sub(nint left, nint right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_mul(nint left, nint right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_div(nint left, nint right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_add_(nint left, nint right);
    [DllImport(Library)]
    internal static extern int ps_sub_(nint left, nint right);
    [DllImport(Library)]
    internal static extern int ps_mul_(nint left, nint right);
    [DllImport(Library)]
    internal static extern int ps_div_(nint left, nint right);
    [DllImport(Library)]
    internal static extern int ps_add_scaled(nint left, nint right, NativeScalar alpha, nint* result);
    [DllImport(Library)]
    internal static extern int ps_add_scaled_(nint left, nint right, NativeScalar alpha);
    [DllImport(Library)]
    internal static extern int ps_add_scalar(nint left, NativeScalar right, NativeScalar alpha, nint* result);
    [DllImport(Library)]
    internal static extern int ps_add_scalar_(nint left, NativeScalar right, NativeScalar alpha);
    [DllImport(Library)]
    internal static extern int ps_sub_scalar(nint left, NativeScalar right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_sub_scalar_(nint left, NativeScalar right);
    [DllImport(Library)]
    internal static extern int ps_rsub_scalar(nint right, NativeScalar left, nint* result);
    [DllImport(Library)]
    internal static extern int ps_mul_scalar(nint left, NativeScalar right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_mul_scalar_(nint left, NativeScalar right);
    [DllImport(Library)]
    internal static extern int ps_div_scalar(nint left, NativeScalar right, int rounding, nint* result);
    [DllImport(Library)]
    internal static extern int ps_div_scalar_(nint left, NativeScalar right, int rounding);
    [DllImport(Library)]
    internal static extern int ps_div_rounded(nint left, nint right, int rounding, nint* result);
    [DllImport(Library)]
    internal static extern int ps_div_rounded_(nint left, nint right, int rounding);
    [DllImport(Library)]
    internal static extern int ps_rdiv_scalar(nint right, NativeScalar left, nint* result);
    [DllImport(Library)]
    internal static extern int ps_matmul(nint left, nint right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_eq(nint left, nint right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_eq_scalar(nint left, NativeScalar right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_ne(nint left, nint right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_ne_scalar(nint left, NativeScalar right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_lt(nint left, nint right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_lt_scalar(nint left, NativeScalar right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_le(nint left, nint right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_le_scalar(nint left, NativeScalar right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_gt(nint left, nint right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_gt_scalar(nint left, NativeScalar right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_ge(nint left, nint right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_ge_scalar(nint left, NativeScalar right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_pow(nint left, nint right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_pow_(nint left, nint right);
    [DllImport(Library)]
    internal static extern int ps_pow_scalar(nint left, NativeScalar right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_pow_scalar_(nint left, NativeScalar right);
    [DllImport(Library)]
    internal static extern int ps_maximum(nint left, nint right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_minimum(nint left, nint right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_mm(nint left, nint right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_where(nint condition, nint left, nint right, nint* result);
    [DllImport(Library)]
    internal static extern int ps_equal(nint left, nint right, int* result);
    [DllImport(Library)]
    internal static extern int ps_allclose(nint left, nint right, double rtol, double atol, int equalNan, int* result);

    // functions of one tensor
    [DllImport(Library)]
    internal static extern int ps_neg(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_abs(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_exp(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_log(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_sqrt(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_isfinite(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_isnan(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_isinf(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_square(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_sign(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_floor(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_ceil(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_tanh(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_sigmoid(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_any(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_all(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_max(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_min(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_abs_(nint tensor);
    [DllImport(Library)]
    internal static extern int ps_exp_(nint tensor);
    [DllImport(Library)]
    internal static extern int ps_log_(nint tensor);
    [DllImport(Library)]
    internal static extern int ps_sqrt_(nint tensor);
    [DllImport(Library)]
    internal static extern int ps_floor_(nint tensor);
    [DllImport(Library)]
    internal static extern int ps_ceil_(nint tensor);
    [DllImport(Library)]
    internal static extern int ps_tanh_(nint tensor);
    [DllImport(Library)]
    internal static extern int ps_sigmoid_(nint tensor);
    [DllImport(Library)]
    internal static extern int ps_relu(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_relu_(nint tensor);
    [DllImport(Library)]
    internal static extern int ps_erfinv_(nint tensor);
    [DllImport(Library)]
    internal static extern int ps_zero_(nint tensor);
    [DllImport(Library)]
    internal static extern int ps_fill_(nint tensor, NativeScalar value);
    [DllImport(Library)]
    internal static extern int ps_clamp_(nint tensor, NativeScalar* min, NativeScalar* max);
    [DllImport(Library)]
    internal static extern int ps_clamp_tensor_(nint tensor, nint min, nint max);
    [DllImport(Library)]
    internal static extern int ps_clamp(nint tensor, NativeScalar* min, NativeScalar* max, nint* result);
    [DllImport(Library)]
    internal static extern int ps_clamp_tensor(nint tensor, nint min, nint max, nint* result);
    [DllImport(Library)]
    internal static extern int ps_uniform_(nint tensor, double from, double to, nint generator);
    [DllImport(Library)]
    internal static extern int ps_normal_(nint tensor, double mean, double stddev, nint generator);
    [DllImport(Library)]
    internal static extern int ps_copy_(nint tensor, nint source, int nonBlocking);
    [DllImport(Library)]
    internal static extern int ps_clone(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_softmax(nint tensor, long dim, int dtype, nint* result);
    [DllImport(Library)]
    internal static extern int ps_log_softmax(nint tensor, long dim, int dtype, nint* result);
    [DllImport(Library)]
    internal static extern int ps_sum(nint tensor, int dtype, nint* result);
    [DllImport(Library)]
    internal static extern int ps_sum_dims(nint tensor, long* dims, long count, int keepdim, int dtype, nint* result);
    [DllImport(Library)]
    internal static extern int ps_mean(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_mean_dims(nint tensor, long* dims, long count, int keepdim, int dtype, nint* result);
    [DllImport(Library)]
    internal static extern int ps_any_dim(nint tensor, long dim, int keepdim, nint* result);
    [DllImport(Library)]
    internal static extern int ps_all_dim(nint tensor, long dim, int keepdim, nint* result);
    [DllImport(Library)]
    internal static extern int ps_max_dim(nint tensor, long dim, int keepdim, nint* values, nint* indices);
    [DllImport(Library)]
    internal static extern int ps_min_dim(nint tensor, long dim, int keepdim, nint* values, nint* indices);
    [DllImport(Library)]
    internal static extern int ps_argmax(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_argmax_dim(nint tensor, long dim, int keepdim, nint* result);

    // shape
    [DllImport(Library)]
    internal static extern int ps_view(nint tensor, long* sizes, long dims, nint* result);
    [DllImport(Library)]
    internal static extern int ps_reshape(nint tensor, long* sizes, long dims, nint* result);
    [DllImport(Library)]
    internal static extern int ps_flatten(nint tensor, long startDim, long endDim, nint* result);
    [DllImport(Library)]
    internal static extern int ps_contiguous(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_pin_memory(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_transpose(nint tensor, long dim0, long dim1, nint* result);
    [DllImport(Library)]
    internal static extern int ps_alias(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_expand(nint tensor, long* sizes, long dims, int isImplicit, nint* result);
    [DllImport(Library)]
    internal static extern int ps_expand_as(nint tensor, nint other, nint* result);
    [DllImport(Library)]
    internal static extern int ps_permute(nint tensor, long* dims, long count, nint* result);
    [DllImport(Library)]
    internal static extern int ps_flip(nint tensor, long* dims, long count, nint* result);
    [DllImport(Library)]
    internal static extern int ps_repeat(nint tensor, long* sizes, long dims, nint* result);
    [DllImport(Library)]
    internal static extern int ps_squeeze(nint tensor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_squeeze_dim(nint tensor, long dim, nint* result);
    [DllImport(Library)]
    internal static extern int ps_squeeze_(nint tensor);
    [DllImport(Library)]
    internal static extern int ps_squeeze_dim_(nint tensor, long dim);
    [DllImport(Library)]
    internal static extern int ps_unsqueeze(nint tensor, long dim, nint* result);
    [DllImport(Library)]
    internal static extern int ps_narrow(nint tensor, long dim, long start, long length, nint* result);
    [DllImport(Library)]
    internal static extern int ps_select(nint tensor, long dim, long index, nint* result);
    [DllImport(Library)]
    internal static extern int ps_index_select(nint tensor, long dim, nint index, nint* result);

    // networks
    [DllImport(Library)]
    internal static extern int ps_linear(nint input, nint weight, nint bias, nint* result);
    [DllImport(Library)]
    internal static extern int ps_conv2d(nint input, nint weight, nint bias, long* stride, long* padding, long* dilation, long groups, nint* result);
    [DllImport(Library)]
    internal static extern int ps_conv2d_padded(nint input, nint weight, nint bias, long* stride, int same, long* dilation, long groups, nint* result);
    [DllImport(Library)]
    internal static extern int ps_pad(nint input, long* pad, long count, int mode, nint* result);
    [DllImport(Library)]
    internal static extern int ps_max_pool2d(nint input, long* kernel, long* stride, long* padding, long* dilation, int ceilMode, nint* result);
    [DllImport(Library)]
    internal static extern int ps_avg_pool2d(nint input, long* kernel, long* stride, long* padding, int ceilMode, int countIncludePad, long* divisor, nint* result);
    [DllImport(Library)]
    internal static extern int ps_adaptive_avg_pool2d(nint input, long* sizes, nint* result);
    [DllImport(Library)]
    internal static extern int ps_conv_transpose2d(nint input, nint weight, nint bias, long* stride, long* padding, long* outputPadding, long* dilation, long groups, nint* result);
    [DllImport(Library)]
    internal static extern int ps_batch_norm(nint input, nint weight, nint bias, nint mean, nint variance, nint tracked, int training, int cumulative, double momentum, double eps, nint* result);
    [DllImport(Library)]
    internal static extern int ps_dropout(nint input, double p, int training, nint* result);
    [DllImport(Library)]
    internal static extern int ps_dropout_(nint input, double p, int training);
    [DllImport(Library)]
    internal static extern int ps_cross_entropy(nint input, nint target, nint weight, long ignoreIndex, int reduction, double labelSmoothing, nint* result);
    [DllImport(Library)]
    internal static extern int ps_l1_loss(nint input, nint target, int reduction, nint* result);
    [DllImport(Library)]
    internal static extern int ps_mse_loss(nint input, nint target, int reduction, nint* result);
    [DllImport(Library)]
    internal static extern int ps_smooth_l1_loss(nint input, nint target, int reduction, double beta, nint* result);
    [DllImport(Library)]
    internal static extern int ps_init_kaiming_uniform_(nint weight, double a);

    // optimizers
    [DllImport(Library)]
    internal static extern int ps_sgd_step(nint* parameters, long count, nint* buffers, double rate, double momentum, double dampening, double weightDecay, int nesterov, int maximize);
    [DllImport(Library)]
    internal static extern int ps_adam_step(nint* parameters, long count, nint* averages, nint* squares, nint* maxima, long* steps, double rate, double beta1, double beta2, double eps, double weightDecay, int amsgrad, int maximize);
    [DllImport(Library)]
    internal static extern int ps_zero_grad(nint* parameters, long count);

    // TorchScript
    [DllImport(Library)]
    internal static extern int ps_script_load(byte* path, int deviceType, int deviceIndex, nint* result);
    [DllImport(Library)]
    internal static extern int ps_script_load_bytes(void* data, long bytes, int deviceType, int deviceIndex, nint* result);
    [DllImport(Library)]
    internal static extern void ps_script_free(nint script);
    [DllImport(Library)]
    internal static extern int ps_script_train(nint script, int on);
    [DllImport(Library)]
    internal static extern int ps_script_is_training(nint script, int* result);
    [DllImport(Library)]
    internal static extern int ps_script_forward(nint script, nint* inputs, long count, nint* results, long capacity, long* made);
    [DllImport(Library)]
    internal static extern int ps_script_parameter(nint script, long index, byte* name, long capacity, long* length, nint* result);
}
