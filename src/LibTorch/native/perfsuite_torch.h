// The C ABI between LibTorch.dll and libtorch: all of it is here.
//
// Ownership
//   A ps_tensor is one reference to a tensor. A function that returns one through `ps_tensor*` gives that reference to
//   the caller, who ends it with ps_tensor_free, once. A ps_tensor passed in is borrowed for the call and never freed.
//   The same holds for ps_generator, ps_counter, ps_memory and ps_script with their own free functions. Freeing null does nothing.
//   Arrays passed in are read during the call only. Text goes out as UTF-8 without terminator into the caller's buffer;
//   the length returned may exceed the capacity, then only the first part was written.
//
// Errors
//   A ps_status is 0, or 1 with a message that ps_error gives on the same thread until its next failure. After a failure
//   no output has been written. Nothing is thrown across this boundary. Null where a tensor, an array or an output is
//   required is such a failure; where null is allowed the parameter is named or_null or ends in _or_null. A pointer that
//   is neither null nor alive cannot be recognised.
//
// QUICK functions never fail, never block, never call back and are done in well under a microsecond, so a managed caller
// may skip its transition; for null they give -1.
#pragma once
#include <stdint.h>

#if defined(_WIN32)
#define PS_API extern "C" __declspec(dllexport)
#else
#define PS_API extern "C" __attribute__((visibility("default")))
#endif

typedef struct ps_tensor_* ps_tensor;
typedef struct ps_generator_* ps_generator;
typedef struct ps_counter_* ps_counter;
typedef struct ps_memory_* ps_memory;
typedef struct ps_script_* ps_script;
typedef struct ps_context_* ps_context;
typedef int32_t ps_status;

// A number and its kind: 0 integer, 1 floating point, 2 complex, 3 boolean (in `integer`).
typedef struct {
  int64_t kind;
  int64_t integer;
  double real;
  double imaginary;
} ps_scalar;

// What a new tensor is, in libtorch's own numbers; device index -1 is the current device.
typedef struct {
  int32_t dtype;
  int32_t device_type;
  int32_t device_index;
  int32_t requires_grad;
} ps_options;

// ---- runtime (runtime.cpp) --------------------------------------------------------------------------------------------
PS_API int64_t ps_error(char* text_or_null, int64_t capacity);
PS_API int64_t ps_version(char* text_or_null, int64_t capacity);         // of the headers: "1.13.1"
PS_API int64_t ps_cpu_capability(char* text_or_null, int64_t capacity);  // ATen's own kernels: "DEFAULT", "AVX2", "AVX512" …
PS_API ps_status ps_set_num_threads(int32_t threads);
PS_API ps_status ps_set_num_interop_threads(int32_t threads);
PS_API int32_t ps_get_num_threads(void);
PS_API int32_t ps_get_num_interop_threads(void);
PS_API int32_t ps_cuda_device_count(void);
PS_API ps_status ps_cuda_synchronize(int32_t device_index);
PS_API int32_t ps_grad_enabled(void);              // QUICK; of this thread
PS_API void ps_set_grad_enabled(int32_t enabled);  // QUICK; of this thread
// Of the process: operations without a deterministic implementation fail, and those with several take one that is.
PS_API int32_t ps_deterministic_algorithms(void);
PS_API ps_status ps_set_deterministic_algorithms(int32_t enabled);

// Of the process, and of effect on a GPU: how cuDNN chooses, and who may round to TF32.
PS_API ps_status ps_set_kernels(int32_t cudnn_benchmark, int32_t cudnn_deterministic, int32_t cudnn_tf32, int32_t matmul_tf32);
// The same read back, a bit each from the lowest.
PS_API int32_t ps_kernels(void);
// QUICK; calls of this thread into the functions of this file since it began, failed ones too; this one is not counted.
PS_API int64_t ps_calls(void);

// ---- what libtorch does (counter.cpp, memory.cpp) ------------------------------------------------------------------------------
// Follows at::RecordFunction events (scopes FUNCTION and BACKWARD_FUNCTION, names aten::…) of all threads, from start to
// free; one at a time. Read gives "name\tnumber\n" lines in the order of the names: how many there were, or where it is
// timed the nanoseconds between their starts and ends, less those of the events within them.
PS_API ps_status ps_counter_start(int32_t timed, ps_counter* counter);
PS_API ps_status ps_counter_read(ps_counter counter, char* text_or_null, int64_t capacity, int64_t* length);
PS_API void ps_counter_free(ps_counter counter);
// Follows what libtorch allocates and frees for tensors on this thread, backward included, from start to free, which has
// to be on this thread too. The peak is the most bytes that were held at once of those allocated since the start; on a GPU
// the most that its allocator had given out at once, those of before too, and -1 where it gave out or took back none.
PS_API ps_status ps_memory_start(ps_memory* memory);
PS_API ps_status ps_memory_peak(ps_memory memory, int64_t* bytes, int64_t* on_gpu);
PS_API void ps_memory_free(ps_memory memory);

// ---- generators (generator.cpp) ---------------------------------------------------------------------------------------
PS_API ps_status ps_manual_seed(uint64_t seed);  // the default generators of every device
PS_API ps_status ps_generator_new(uint64_t seed, int32_t device_type, int32_t device_index, ps_generator* result);
PS_API ps_status ps_generator_default(ps_generator* result);  // the CPU's
PS_API void ps_generator_free(ps_generator generator);
PS_API ps_status ps_generator_set_seed(ps_generator generator, uint64_t seed);
PS_API ps_status ps_generator_new_seed(ps_generator generator, uint64_t* seed);  // non-deterministic, and seeds with it
PS_API ps_status ps_generator_initial_seed(ps_generator generator, uint64_t* seed);
PS_API ps_status ps_generator_get_state(ps_generator generator, ps_tensor* result);
PS_API ps_status ps_generator_set_state(ps_generator generator, ps_tensor state);

// ---- tensors: life and description (tensor.cpp) -----------------------------------------------------------------------
PS_API void ps_tensor_free(ps_tensor tensor);
// QUICK; frees a tensor whose end is a matter of a few pointers (on the CPU, at most 64 KiB, no graph behind it, or not
// the last reference) and gives 1; gives 0 and leaves the tensor alone otherwise.
PS_API int32_t ps_tensor_free_small(ps_tensor tensor);
PS_API int64_t ps_tensor_sizes(ps_tensor tensor, int64_t* sizes_or_null, int64_t capacity);      // QUICK; the number of dimensions
PS_API int64_t ps_tensor_strides(ps_tensor tensor, int64_t* strides_or_null, int64_t capacity);  // QUICK; likewise
PS_API int64_t ps_tensor_dim(ps_tensor tensor);                                          // QUICK
PS_API int64_t ps_tensor_numel(ps_tensor tensor);                                        // QUICK
PS_API int64_t ps_tensor_element_size(ps_tensor tensor);                                 // QUICK; bytes
PS_API int32_t ps_tensor_dtype(ps_tensor tensor);                                        // QUICK
PS_API int32_t ps_tensor_device_type(ps_tensor tensor);                                  // QUICK
PS_API int32_t ps_tensor_device_index(ps_tensor tensor);                                 // QUICK; -1 on the CPU
PS_API int32_t ps_tensor_is_contiguous(ps_tensor tensor);                                // QUICK
PS_API int32_t ps_tensor_requires_grad(ps_tensor tensor);                                // QUICK
PS_API int32_t ps_tensor_is_leaf(ps_tensor tensor);                                      // QUICK
PS_API ps_status ps_tensor_set_requires_grad(ps_tensor tensor, int32_t requires_grad);
PS_API ps_status ps_tensor_data_ptr(ps_tensor tensor, void** data);  // where the first element lies
PS_API ps_status ps_tensor_item(ps_tensor tensor, ps_scalar* value); // of a tensor with one element
PS_API ps_status ps_tensor_item_float(ps_tensor tensor, float* value);
PS_API int32_t ps_tensor_item_quick(ps_tensor tensor, float* value);  // QUICK; 1 for one float32 on the CPU, else 0
// QUICK; 1 and where all elements lie, for a contiguous tensor on the CPU, else 0
PS_API int32_t ps_tensor_bytes_quick(ps_tensor tensor, void** data, int64_t* length);
PS_API ps_status ps_tensor_to(ps_tensor tensor, ps_options options, int32_t non_blocking, int32_t copy, ps_tensor* result);
PS_API ps_status ps_tensor_set_data(ps_tensor tensor, ps_tensor data);  // tensor.data = data

// ---- autograd (autograd.cpp) ------------------------------------------------------------------------------------------
PS_API ps_status ps_tensor_grad(ps_tensor tensor, ps_tensor* result);  // null where there is none
PS_API ps_status ps_tensor_set_grad(ps_tensor tensor, ps_tensor grad_or_null);
PS_API ps_status ps_tensor_backward(ps_tensor tensor, ps_tensor gradient_or_null, int32_t retain_graph, int32_t create_graph,
                                    const ps_tensor* inputs_or_null, int64_t count);
// Over several tensors at once; a gradient may be null where its tensor has one element. retain: 0, 1, or -1 as create.
PS_API ps_status ps_backward(const ps_tensor* tensors, int64_t count, const ps_tensor* gradients_or_null, int64_t gradient_count,
                             int32_t retain_graph, int32_t create_graph, const ps_tensor* inputs_or_null, int64_t input_count);
// The gradients themselves, new, as many as inputs; null for an input that is not reached where allow_unused.
PS_API ps_status ps_grad(const ps_tensor* tensors, int64_t count, const ps_tensor* inputs, int64_t input_count,
                         const ps_tensor* gradients_or_null, int64_t gradient_count, int32_t retain_graph, int32_t create_graph,
                         int32_t allow_unused, ps_tensor* results);
PS_API ps_status ps_tensor_retain_grad(ps_tensor tensor);
// One more reference to the same tensor, to be ended with ps_tensor_free; null for null.
PS_API ps_tensor ps_tensor_retain(ps_tensor tensor);  // QUICK
PS_API ps_status ps_tensor_detach(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_tensor_detach_(ps_tensor tensor);

// ---- functions with a backward of the caller's own (function.cpp) ------------------------------------------------------
// The backward: called with the ticket of ps_function_apply, a context that is valid during the call, `count` gradients
// that become the callee's (null where undefined), and room for one gradient per input, references that the callee gives
// away, null for none. 0, or 1 with a message in `error`. It may be called on any thread.
typedef int32_t (*ps_function_backward)(int64_t ticket, ps_context context, const ps_tensor* gradients, int64_t count,
                                        ps_tensor* results, int64_t result_count, char* error, int64_t capacity);
// Puts a node of the graph between inputs and outputs that were computed without recording. results: one per output, the
// output itself or, where it is an unchanged input, a new view of it. Tickets of nodes that have ended meanwhile are
// written to `ended`, at most `capacity` of them; a ticket of 0 is never reported, that of a failed call at the next call.
PS_API ps_status ps_function_apply(const ps_tensor* inputs, int64_t input_count, const ps_tensor* outputs, int64_t output_count,
                                   const ps_tensor* saved_or_null, int64_t saved_count, const ps_tensor* dirty, int64_t dirty_count,
                                   const ps_tensor* constants, int64_t constant_count, int32_t materialize,
                                   ps_function_backward backward, int64_t ticket, ps_tensor* results, int64_t* ended,
                                   int64_t capacity, int64_t* ended_count);
// Inside a backward: what was saved, new tensors, null where nothing was; more than capacity is a failure.
PS_API ps_status ps_context_saved(ps_context context, ps_tensor* results, int64_t capacity, int64_t* count);

// ---- making tensors (creation.cpp) ------------------------------------------------------------------------------------
PS_API ps_status ps_empty(const int64_t* sizes, int64_t dims, ps_options options, ps_tensor* result);
PS_API ps_status ps_zeros(const int64_t* sizes, int64_t dims, ps_options options, ps_tensor* result);
PS_API ps_status ps_ones(const int64_t* sizes, int64_t dims, ps_options options, ps_tensor* result);
PS_API ps_status ps_rand(const int64_t* sizes, int64_t dims, ps_options options, ps_generator or_null, ps_tensor* result);
PS_API ps_status ps_randn(const int64_t* sizes, int64_t dims, ps_options options, ps_generator or_null, ps_tensor* result);
PS_API ps_status ps_full(const int64_t* sizes, int64_t dims, ps_scalar value, ps_options options, ps_tensor* result);
// Like `tensor` in size and layout.
PS_API ps_status ps_empty_like(ps_tensor tensor, ps_options options, ps_tensor* result);
PS_API ps_status ps_zeros_like(ps_tensor tensor, ps_options options, ps_tensor* result);
PS_API ps_status ps_ones_like(ps_tensor tensor, ps_options options, ps_tensor* result);
PS_API ps_status ps_rand_like(ps_tensor tensor, ps_options options, ps_tensor* result);
PS_API ps_status ps_randn_like(ps_tensor tensor, ps_options options, ps_tensor* result);
PS_API ps_status ps_full_like(ps_tensor tensor, ps_scalar value, ps_options options, ps_tensor* result);
PS_API ps_status ps_randint(int64_t low, int64_t high, const int64_t* sizes, int64_t dims, ps_options options,
                            ps_generator or_null, ps_tensor* result);
PS_API ps_status ps_randperm(int64_t n, ps_options options, ps_generator or_null, ps_tensor* result);
PS_API ps_status ps_randperm_out(int64_t n, ps_generator or_null, ps_tensor out);
PS_API ps_status ps_arange(ps_scalar start, ps_scalar stop, ps_scalar step, ps_options options, ps_tensor* result);
// A copy of row-major data of the options' dtype, `bytes` long in all; data may be null only where bytes is 0.
PS_API ps_status ps_from_bytes(const void* data, int64_t bytes, const int64_t* sizes, int64_t dims, ps_options options,
                               ps_tensor* result);
PS_API ps_status ps_cat(const ps_tensor* tensors, int64_t count, int64_t dim, ps_tensor* result);
PS_API ps_status ps_stack(const ps_tensor* tensors, int64_t count, int64_t dim, ps_tensor* result);

// ---- arithmetic (arithmetic.cpp): a name that ends in _ works in place ------------------------------------------------
PS_API ps_status ps_add(ps_tensor left, ps_tensor right, ps_tensor* result);
PS_API ps_status ps_sub(ps_tensor left, ps_tensor right, ps_tensor* result);
PS_API ps_status ps_mul(ps_tensor left, ps_tensor right, ps_tensor* result);
PS_API ps_status ps_div(ps_tensor left, ps_tensor right, ps_tensor* result);
PS_API ps_status ps_add_(ps_tensor left, ps_tensor right);
PS_API ps_status ps_sub_(ps_tensor left, ps_tensor right);
PS_API ps_status ps_mul_(ps_tensor left, ps_tensor right);
PS_API ps_status ps_div_(ps_tensor left, ps_tensor right);
PS_API ps_status ps_add_scaled(ps_tensor left, ps_tensor right, ps_scalar alpha, ps_tensor* result);  // left + alpha·right
PS_API ps_status ps_add_scaled_(ps_tensor left, ps_tensor right, ps_scalar alpha);
PS_API ps_status ps_add_scalar(ps_tensor left, ps_scalar right, ps_scalar alpha, ps_tensor* result);
PS_API ps_status ps_add_scalar_(ps_tensor left, ps_scalar right, ps_scalar alpha);
PS_API ps_status ps_sub_scalar(ps_tensor left, ps_scalar right, ps_tensor* result);
PS_API ps_status ps_sub_scalar_(ps_tensor left, ps_scalar right);
PS_API ps_status ps_rsub_scalar(ps_tensor right, ps_scalar left, ps_tensor* result);  // left − right
PS_API ps_status ps_mul_scalar(ps_tensor left, ps_scalar right, ps_tensor* result);
PS_API ps_status ps_mul_scalar_(ps_tensor left, ps_scalar right);
PS_API ps_status ps_div_scalar(ps_tensor left, ps_scalar right, int32_t rounding, ps_tensor* result);  // rounding: 0 none,
PS_API ps_status ps_div_scalar_(ps_tensor left, ps_scalar right, int32_t rounding);                    // 1 trunc, 2 floor
PS_API ps_status ps_div_rounded(ps_tensor left, ps_tensor right, int32_t rounding, ps_tensor* result);
PS_API ps_status ps_div_rounded_(ps_tensor left, ps_tensor right, int32_t rounding);
PS_API ps_status ps_rdiv_scalar(ps_tensor right, ps_scalar left, ps_tensor* result);  // left / right
PS_API ps_status ps_matmul(ps_tensor left, ps_tensor right, ps_tensor* result);
PS_API ps_status ps_eq(ps_tensor left, ps_tensor right, ps_tensor* result);
PS_API ps_status ps_eq_scalar(ps_tensor left, ps_scalar right, ps_tensor* result);
PS_API ps_status ps_ne(ps_tensor left, ps_tensor right, ps_tensor* result);
PS_API ps_status ps_ne_scalar(ps_tensor left, ps_scalar right, ps_tensor* result);
PS_API ps_status ps_lt(ps_tensor left, ps_tensor right, ps_tensor* result);
PS_API ps_status ps_lt_scalar(ps_tensor left, ps_scalar right, ps_tensor* result);
PS_API ps_status ps_le(ps_tensor left, ps_tensor right, ps_tensor* result);
PS_API ps_status ps_le_scalar(ps_tensor left, ps_scalar right, ps_tensor* result);
PS_API ps_status ps_gt(ps_tensor left, ps_tensor right, ps_tensor* result);
PS_API ps_status ps_gt_scalar(ps_tensor left, ps_scalar right, ps_tensor* result);
PS_API ps_status ps_ge(ps_tensor left, ps_tensor right, ps_tensor* result);
PS_API ps_status ps_ge_scalar(ps_tensor left, ps_scalar right, ps_tensor* result);
PS_API ps_status ps_pow(ps_tensor left, ps_tensor right, ps_tensor* result);
PS_API ps_status ps_pow_(ps_tensor left, ps_tensor right);
PS_API ps_status ps_pow_scalar(ps_tensor left, ps_scalar right, ps_tensor* result);
PS_API ps_status ps_pow_scalar_(ps_tensor left, ps_scalar right);
PS_API ps_status ps_maximum(ps_tensor left, ps_tensor right, ps_tensor* result);
PS_API ps_status ps_minimum(ps_tensor left, ps_tensor right, ps_tensor* result);
PS_API ps_status ps_mm(ps_tensor left, ps_tensor right, ps_tensor* result);
PS_API ps_status ps_where(ps_tensor condition, ps_tensor left, ps_tensor right, ps_tensor* result);
PS_API ps_status ps_equal(ps_tensor left, ps_tensor right, int32_t* result);
PS_API ps_status ps_allclose(ps_tensor left, ps_tensor right, double rtol, double atol, int32_t equal_nan, int32_t* result);

// ---- functions of one tensor (unary.cpp) ------------------------------------------------------------------------------
PS_API ps_status ps_neg(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_abs(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_exp(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_log(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_sqrt(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_isfinite(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_isnan(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_isinf(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_square(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_sign(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_floor(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_ceil(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_tanh(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_sigmoid(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_any(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_all(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_max(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_min(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_abs_(ps_tensor tensor);
PS_API ps_status ps_exp_(ps_tensor tensor);
PS_API ps_status ps_log_(ps_tensor tensor);
PS_API ps_status ps_sqrt_(ps_tensor tensor);
PS_API ps_status ps_floor_(ps_tensor tensor);
PS_API ps_status ps_ceil_(ps_tensor tensor);
PS_API ps_status ps_tanh_(ps_tensor tensor);
PS_API ps_status ps_sigmoid_(ps_tensor tensor);
PS_API ps_status ps_relu(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_relu_(ps_tensor tensor);
PS_API ps_status ps_erfinv_(ps_tensor tensor);
PS_API ps_status ps_zero_(ps_tensor tensor);
PS_API ps_status ps_fill_(ps_tensor tensor, ps_scalar value);
PS_API ps_status ps_clamp_(ps_tensor tensor, const ps_scalar* min_or_null, const ps_scalar* max_or_null);
PS_API ps_status ps_clamp_tensor_(ps_tensor tensor, ps_tensor min_or_null, ps_tensor max_or_null);
PS_API ps_status ps_clamp(ps_tensor tensor, const ps_scalar* min_or_null, const ps_scalar* max_or_null, ps_tensor* result);
PS_API ps_status ps_clamp_tensor(ps_tensor tensor, ps_tensor min_or_null, ps_tensor max_or_null, ps_tensor* result);
PS_API ps_status ps_uniform_(ps_tensor tensor, double from, double to, ps_generator or_null);
PS_API ps_status ps_normal_(ps_tensor tensor, double mean, double stddev, ps_generator or_null);
PS_API ps_status ps_copy_(ps_tensor tensor, ps_tensor source, int32_t non_blocking);
PS_API ps_status ps_clone(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_softmax(ps_tensor tensor, int64_t dim, int32_t dtype_or_minus_1, ps_tensor* result);
PS_API ps_status ps_log_softmax(ps_tensor tensor, int64_t dim, int32_t dtype_or_minus_1, ps_tensor* result);
PS_API ps_status ps_sum(ps_tensor tensor, int32_t dtype_or_minus_1, ps_tensor* result);
PS_API ps_status ps_sum_dims(ps_tensor tensor, const int64_t* dims, int64_t count, int32_t keepdim, int32_t dtype_or_minus_1,
                             ps_tensor* result);
PS_API ps_status ps_mean(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_mean_dims(ps_tensor tensor, const int64_t* dims, int64_t count, int32_t keepdim, int32_t dtype_or_minus_1,
                              ps_tensor* result);
PS_API ps_status ps_any_dim(ps_tensor tensor, int64_t dim, int32_t keepdim, ps_tensor* result);
PS_API ps_status ps_all_dim(ps_tensor tensor, int64_t dim, int32_t keepdim, ps_tensor* result);
// Two new tensors: the extreme elements and where they are.
PS_API ps_status ps_max_dim(ps_tensor tensor, int64_t dim, int32_t keepdim, ps_tensor* values, ps_tensor* indices);
PS_API ps_status ps_min_dim(ps_tensor tensor, int64_t dim, int32_t keepdim, ps_tensor* values, ps_tensor* indices);
PS_API ps_status ps_argmax(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_argmax_dim(ps_tensor tensor, int64_t dim, int32_t keepdim, ps_tensor* result);

// ---- shape (shape.cpp) ------------------------------------------------------------------------------------------------
PS_API ps_status ps_view(ps_tensor tensor, const int64_t* sizes, int64_t dims, ps_tensor* result);
PS_API ps_status ps_reshape(ps_tensor tensor, const int64_t* sizes, int64_t dims, ps_tensor* result);
PS_API ps_status ps_flatten(ps_tensor tensor, int64_t start_dim, int64_t end_dim, ps_tensor* result);
PS_API ps_status ps_contiguous(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_pin_memory(ps_tensor tensor, ps_tensor* result);  // memory that a GPU reads by itself; fails without one
PS_API ps_status ps_transpose(ps_tensor tensor, int64_t dim0, int64_t dim1, ps_tensor* result);
PS_API ps_status ps_alias(ps_tensor tensor, ps_tensor* result);
PS_API ps_status ps_expand(ps_tensor tensor, const int64_t* sizes, int64_t dims, int32_t implicit, ps_tensor* result);
PS_API ps_status ps_expand_as(ps_tensor tensor, ps_tensor other, ps_tensor* result);
PS_API ps_status ps_permute(ps_tensor tensor, const int64_t* dims, int64_t count, ps_tensor* result);
PS_API ps_status ps_flip(ps_tensor tensor, const int64_t* dims, int64_t count, ps_tensor* result);
PS_API ps_status ps_repeat(ps_tensor tensor, const int64_t* sizes, int64_t dims, ps_tensor* result);
PS_API ps_status ps_squeeze(ps_tensor tensor, ps_tensor* result);  // every dimension of size 1
PS_API ps_status ps_squeeze_dim(ps_tensor tensor, int64_t dim, ps_tensor* result);
PS_API ps_status ps_squeeze_(ps_tensor tensor);
PS_API ps_status ps_squeeze_dim_(ps_tensor tensor, int64_t dim);
PS_API ps_status ps_unsqueeze(ps_tensor tensor, int64_t dim, ps_tensor* result);
PS_API ps_status ps_narrow(ps_tensor tensor, int64_t dim, int64_t start, int64_t length, ps_tensor* result);
PS_API ps_status ps_select(ps_tensor tensor, int64_t dim, int64_t index, ps_tensor* result);
PS_API ps_status ps_index_select(ps_tensor tensor, int64_t dim, ps_tensor index, ps_tensor* result);

// ---- networks (nn.cpp) ------------------------------------------------------------------------------------------------
PS_API ps_status ps_linear(ps_tensor input, ps_tensor weight, ps_tensor bias_or_null, ps_tensor* result);
// stride, padding and dilation: two numbers each.
PS_API ps_status ps_conv2d(ps_tensor input, ps_tensor weight, ps_tensor bias_or_null, const int64_t* stride,
                           const int64_t* padding, const int64_t* dilation, int64_t groups, ps_tensor* result);
// padding "same" (1) or "valid" (0) as libtorch computes them.
PS_API ps_status ps_conv2d_padded(ps_tensor input, ps_tensor weight, ps_tensor bias_or_null, const int64_t* stride,
                                  int32_t same, const int64_t* dilation, int64_t groups, ps_tensor* result);
// mode: 1 reflect, 2 replicate, 3 circular; pad: pairs from the last dimension, `count` numbers.
PS_API ps_status ps_pad(ps_tensor input, const int64_t* pad, int64_t count, int32_t mode, ps_tensor* result);
PS_API ps_status ps_max_pool2d(ps_tensor input, const int64_t* kernel, const int64_t* stride, const int64_t* padding,
                               const int64_t* dilation, int32_t ceil_mode, ps_tensor* result);
PS_API ps_status ps_avg_pool2d(ps_tensor input, const int64_t* kernel, const int64_t* stride, const int64_t* padding,
                               int32_t ceil_mode, int32_t count_include_pad, const int64_t* divisor_or_null, ps_tensor* result);
PS_API ps_status ps_adaptive_avg_pool2d(ps_tensor input, const int64_t* sizes, ps_tensor* result);  // two sizes
PS_API ps_status ps_conv_transpose2d(ps_tensor input, ps_tensor weight, ps_tensor bias_or_null, const int64_t* stride,
                                     const int64_t* padding, const int64_t* output_padding, const int64_t* dilation, int64_t groups,
                                     ps_tensor* result);
// Adds 1 to `tracked_or_null` first where training; training needs more than one value per channel.
// cumulative: the momentum is 1 / tracked instead.
PS_API ps_status ps_batch_norm(ps_tensor input, ps_tensor weight_or_null, ps_tensor bias_or_null, ps_tensor mean_or_null,
                               ps_tensor variance_or_null, ps_tensor tracked_or_null, int32_t training, int32_t cumulative,
                               double momentum, double eps, ps_tensor* result);
PS_API ps_status ps_dropout(ps_tensor input, double p, int32_t training, ps_tensor* result);
PS_API ps_status ps_dropout_(ps_tensor input, double p, int32_t training);
// reduction: 0 none, 1 mean, 2 sum.
PS_API ps_status ps_cross_entropy(ps_tensor input, ps_tensor target, ps_tensor weight_or_null, int64_t ignore_index,
                                  int32_t reduction, double label_smoothing, ps_tensor* result);
PS_API ps_status ps_l1_loss(ps_tensor input, ps_tensor target, int32_t reduction, ps_tensor* result);
PS_API ps_status ps_mse_loss(ps_tensor input, ps_tensor target, int32_t reduction, ps_tensor* result);
PS_API ps_status ps_smooth_l1_loss(ps_tensor input, ps_tensor target, int32_t reduction, double beta, ps_tensor* result);
// nn.init.kaiming_uniform_(a) with fan_in and leaky ReLU, in place and unrecorded.
PS_API ps_status ps_init_kaiming_uniform_(ps_tensor weight, double a);

// ---- optimizers (optim.cpp) -------------------------------------------------------------------------------------------
// One update of every parameter that has a gradient, without recording; nothing is kept between calls. A failure may leave
// some parameters updated and others not.
// torch.optim.SGD's arithmetic in its order. buffers: one per parameter, needed with momentum; where one is null and needed,
// a new tensor is put there for the caller to own.
PS_API ps_status ps_sgd_step(const ps_tensor* parameters, int64_t count, ps_tensor* buffers_or_null, double rate, double momentum,
                             double dampening, double weight_decay, int32_t nesterov, int32_t maximize);
// torch.optim.Adam's. averages, squares and steps: one per parameter; maxima where amsgrad. Steps taken count up.
PS_API ps_status ps_adam_step(const ps_tensor* parameters, int64_t count, const ps_tensor* averages, const ps_tensor* squares,
                              const ps_tensor* maxima_or_null, int64_t* steps, double rate, double beta1, double beta2, double eps,
                              double weight_decay, int32_t amsgrad, int32_t maximize);
// Fills every existing gradient with zero in place, detached.
PS_API ps_status ps_zero_grad(const ps_tensor* parameters, int64_t count);

// ---- TorchScript (jit.cpp) --------------------------------------------------------------------------------------------
PS_API ps_status ps_script_load(const char* path, int32_t device_type, int32_t device_index, ps_script* result);
PS_API ps_status ps_script_load_bytes(const void* data, int64_t bytes, int32_t device_type, int32_t device_index, ps_script* result);
PS_API void ps_script_free(ps_script script);
PS_API ps_status ps_script_train(ps_script script, int32_t on);
PS_API ps_status ps_script_is_training(ps_script script, int32_t* result);
// The result's tensors one after the other, tuples and lists flattened; anything else in the result is a failure.
PS_API ps_status ps_script_forward(ps_script script, const ps_tensor* inputs, int64_t count, ps_tensor* results, int64_t capacity,
                                   int64_t* made);
// The parameter at this place and its name; null past the last one.
PS_API ps_status ps_script_parameter(ps_script script, int64_t index, char* name_or_null, int64_t capacity, int64_t* length,
                                        ps_tensor* result);
