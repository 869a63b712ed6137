#include "guard.h"

using namespace perfsuite;

ps_status ps_view(ps_tensor tensor, const int64_t* sizes, int64_t dims, ps_tensor* result) {
  return give(result, [&] { return Input(tensor, "tensor")->view(sizes_of(sizes, dims, "sizes")); });
}
ps_status ps_reshape(ps_tensor tensor, const int64_t* sizes, int64_t dims, ps_tensor* result) {
  return give(result, [&] { return Input(tensor, "tensor")->reshape(sizes_of(sizes, dims, "sizes")); });
}
ps_status ps_flatten(ps_tensor tensor, int64_t start_dim, int64_t end_dim, ps_tensor* result) {
  return give(result, [&] { return Input(tensor, "tensor")->flatten(start_dim, end_dim); });
}
ps_status ps_pin_memory(ps_tensor tensor, ps_tensor* result) {
  return give(result, [&] { return Input(tensor, "tensor")->pin_memory(); });
}
ps_status ps_contiguous(ps_tensor tensor, ps_tensor* result) {
  return give(result, [&] { return Input(tensor, "tensor")->contiguous(); });
}
ps_status ps_transpose(ps_tensor tensor, int64_t dim0, int64_t dim1, ps_tensor* result) {
  return give(result, [&] { return Input(tensor, "tensor")->transpose(dim0, dim1); });
}
ps_status ps_alias(ps_tensor tensor, ps_tensor* result) {
  return give(result, [&] { return Input(tensor, "tensor")->alias(); });
}
ps_status ps_expand(ps_tensor tensor, const int64_t* sizes, int64_t dims, int32_t implicit, ps_tensor* result) {
  return give(result, [&] { return Input(tensor, "tensor")->expand(sizes_of(sizes, dims, "sizes"), implicit != 0); });
}
ps_status ps_expand_as(ps_tensor tensor, ps_tensor other, ps_tensor* result) {
  return give(result, [&] { return Input(tensor, "tensor")->expand_as(Input(other, "other")); });
}
ps_status ps_permute(ps_tensor tensor, const int64_t* dims, int64_t count, ps_tensor* result) {
  return give(result, [&] { return Input(tensor, "tensor")->permute(sizes_of(dims, count, "dims")); });
}
ps_status ps_flip(ps_tensor tensor, const int64_t* dims, int64_t count, ps_tensor* result) {
  return give(result, [&] { return Input(tensor, "tensor")->flip(sizes_of(dims, count, "dims")); });
}
ps_status ps_repeat(ps_tensor tensor, const int64_t* sizes, int64_t dims, ps_tensor* result) {
  return give(result, [&] { return Input(tensor, "tensor")->repeat(sizes_of(sizes, dims, "sizes")); });
}
ps_status ps_squeeze(ps_tensor tensor, ps_tensor* result) {
  return give(result, [&] { return Input(tensor, "tensor")->squeeze(); });
}
ps_status ps_squeeze_dim(ps_tensor tensor, int64_t dim, ps_tensor* result) {
  return give(result, [&] { return Input(tensor, "tensor")->squeeze(dim); });
}
ps_status ps_squeeze_(ps_tensor tensor) {
  return guard([&] { Input(tensor, "tensor")->squeeze_(); });
}
ps_status ps_squeeze_dim_(ps_tensor tensor, int64_t dim) {
  return guard([&] { Input(tensor, "tensor")->squeeze_(dim); });
}
ps_status ps_unsqueeze(ps_tensor tensor, int64_t dim, ps_tensor* result) {
  return give(result, [&] { return Input(tensor, "tensor")->unsqueeze(dim); });
}
ps_status ps_narrow(ps_tensor tensor, int64_t dim, int64_t start, int64_t length, ps_tensor* result) {
  return give(result, [&] { return Input(tensor, "tensor")->narrow(dim, start, length); });
}
ps_status ps_select(ps_tensor tensor, int64_t dim, int64_t index, ps_tensor* result) {
  return give(result, [&] { return Input(tensor, "tensor")->select(dim, index); });
}
ps_status ps_index_select(ps_tensor tensor, int64_t dim, ps_tensor index, ps_tensor* result) {
  return give(result, [&] { return Input(tensor, "tensor")->index_select(dim, Input(index, "index")); });
}
