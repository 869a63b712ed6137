#include "guard.h"

#include <torch/csrc/autograd/custom_function.h>

#include <mutex>

using namespace perfsuite;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

// A node may end inside any call that frees a tensor, also one from which nothing managed may be called: its ticket waits here.
std::mutex ended_lock;
std::vector<int64_t>& ended_tickets() {
  static auto* tickets = new std::vector<int64_t>();
  return *tickets;
}

struct Ticket : torch::CustomClassHolder {
  explicit Ticket(int64_t number) : number(number) {}
  ~Ticket() override {
    if (number == 0) return;
    std::lock_guard<std::mutex> hold(ended_lock);
    ended_tickets().push_back(number);
  }
  int64_t number;
};

struct Plan {
  variable_list outputs, saved, dirty, constants;
  bool materialize;
  ps_function_backward backward;
  c10::intrusive_ptr<Ticket> ticket;
};

struct Foreign : torch::autograd::Function<Foreign> {
  static variable_list forward(AutogradContext* context, const at::TensorList& inputs, const Plan* plan) {
    context->save_for_backward(plan->saved);
    context->mark_dirty(plan->dirty);
    context->mark_non_differentiable(plan->constants);
    context->set_materialize_grads(plan->materialize);
    context->saved_data["ticket"] = c10::IValue::make_capsule(plan->ticket);
    context->saved_data["inputs"] = static_cast<int64_t>(inputs.size());
    context->saved_data["backward"] = static_cast<int64_t>(reinterpret_cast<intptr_t>(plan->backward));
    return plan->outputs;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto ticket = c10::static_intrusive_pointer_cast<Ticket>(context->saved_data["ticket"].toCapsule());
    auto call = reinterpret_cast<ps_function_backward>(static_cast<intptr_t>(context->saved_data["backward"].toInt()));
    std::vector<ps_tensor> given, made(static_cast<size_t>(context->saved_data["inputs"].toInt()), nullptr);
    for (auto& gradient : gradients) given.push_back(gradient.defined() ? own(std::move(gradient)) : nullptr);
    char error[1024] = "";
    auto status = call(ticket->number, reinterpret_cast<ps_context>(context), given.data(), static_cast<int64_t>(given.size()), made.data(),
                       static_cast<int64_t>(made.size()), error, static_cast<int64_t>(sizeof error) - 1);
    variable_list results;
    for (auto* one : made) {
      results.push_back(one == nullptr ? at::Tensor() : at::Tensor(c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim(reinterpret_cast<at::TensorImpl*>(one))));
    }
    if (status != 0) throw std::runtime_error(error);
    results.emplace_back();  // for the plan
    return results;
  }
};

// As tensors_of, but null is an undefined tensor.
variable_list optionals_of(const ps_tensor* tensors, int64_t count, const char* name) {
  if (count < 0 || count > 1'000'000) throw std::invalid_argument(std::string(name) + ": expected 0 to 1,000,000 tensors, got " + std::to_string(count));
  if (count > 0) required(tensors, name);
  variable_list list;
  for (int64_t i = 0; i < count; i++) list.push_back(Borrowed(tensors[i]).get());
  return list;
}

}  // namespace

// GCC 14 takes a vector<bool> inside libtorch's Function::apply, once inlined here, for an overrun.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Warray-bounds"
#pragma GCC diagnostic ignored "-Wstringop-overflow"
#endif
ps_status ps_function_apply(const ps_tensor* inputs, int64_t input_count, const ps_tensor* outputs, int64_t output_count,
                            const ps_tensor* saved_or_null, int64_t saved_count, const ps_tensor* dirty, int64_t dirty_count,
                            const ps_tensor* constants, int64_t constant_count, int32_t materialize, ps_function_backward backward,
                            int64_t ticket, ps_tensor* results, int64_t* ended, int64_t capacity, int64_t* ended_count) {
  return guard([&] {
    // First of all, so that a failure reports the ticket as ended too.
    auto number = c10::make_intrusive<Ticket>(ticket);
    required(results, "results");
    required(ended, "ended");
    required(ended_count, "ended_count");
    if (backward == nullptr) throw std::invalid_argument("backward: expected an address, got null");
    auto given = tensors_of(inputs, input_count, "inputs");
    Plan plan{tensors_of(outputs, output_count, "outputs"), optionals_of(saved_or_null, saved_count, "saved"),
              tensors_of(dirty, dirty_count, "dirty"), tensors_of(constants, constant_count, "constants"), materialize != 0, backward,
              std::move(number)};
    auto made = Foreign::apply(at::TensorList(given), static_cast<const Plan*>(&plan));
    for (size_t i = 0; i < made.size(); i++) results[i] = own(std::move(made[i]));

    std::lock_guard<std::mutex> hold(ended_lock);
    auto& waiting = ended_tickets();
    int64_t count = 0;
    for (; count < capacity && !waiting.empty(); count++) {
      ended[count] = waiting.back();
      waiting.pop_back();
    }
    *ended_count = count;
  });
}
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

ps_status ps_context_saved(ps_context context, ps_tensor* results, int64_t capacity, int64_t* count) {
  return guard([&] {
    required(context, "context");
    required(results, "results");
    required(count, "count");
    auto saved = reinterpret_cast<AutogradContext*>(context)->get_saved_variables();
    if (static_cast<int64_t>(saved.size()) > capacity)
      throw std::invalid_argument("capacity: expected room for " + std::to_string(saved.size()) + " tensors, got " + std::to_string(capacity));
    for (size_t i = 0; i < saved.size(); i++) results[i] = saved[i].defined() ? own(std::move(saved[i])) : nullptr;
    *count = static_cast<int64_t>(saved.size());
  });
}
