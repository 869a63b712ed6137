#include "guard.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/detail/CUDAHooksInterface.h>

using namespace perfsuite;

namespace {

at::Generator& deref(ps_generator generator) { return *reinterpret_cast<at::Generator*>(required(generator, "generator")); }

ps_generator own_generator(at::Generator generator) { return reinterpret_cast<ps_generator>(new at::Generator(std::move(generator))); }

std::lock_guard<std::mutex> lock(at::Generator& generator) { return std::lock_guard<std::mutex>(generator.mutex()); }

}  // namespace

ps_status ps_manual_seed(uint64_t seed) { return guard([&] { at::manual_seed(seed); }); }

ps_status ps_generator_new(uint64_t seed, int32_t device_type, int32_t device_index, ps_generator* result) {
  return guard([&] {
    required(result, "result");
    auto device = device_of(device_type, device_index);
    if (device.is_cpu()) {
      *result = own_generator(at::detail::createCPUGenerator(seed));
      return;
    }
    throw std::invalid_argument("generator: expected the CPU, got " + device.str());
  });
}

ps_status ps_generator_default(ps_generator* result) {
  return guard([&] { *required(result, "result") = own_generator(at::detail::getDefaultCPUGenerator()); });
}

void ps_generator_free(ps_generator generator) {
  called();
  delete reinterpret_cast<at::Generator*>(generator);
}

ps_status ps_generator_set_seed(ps_generator generator, uint64_t seed) {
  return guard([&] {
    auto& self = deref(generator);
    auto hold = lock(self);
    self.set_current_seed(seed);
  });
}

ps_status ps_generator_new_seed(ps_generator generator, uint64_t* seed) {
  return guard([&] {
    auto& self = deref(generator);
    required(seed, "seed");
    auto hold = lock(self);
    *seed = self.seed();
  });
}

ps_status ps_generator_initial_seed(ps_generator generator, uint64_t* seed) {
  return guard([&] {
    auto& self = deref(generator);
    required(seed, "seed");
    *seed = self.current_seed();
  });
}

ps_status ps_generator_get_state(ps_generator generator, ps_tensor* result) {
  return give(result, [&] {
    auto& self = deref(generator);
    auto hold = lock(self);
    return self.get_state();
  });
}

ps_status ps_generator_set_state(ps_generator generator, ps_tensor state) {
  return guard([&] {
    auto& self = deref(generator);
    Input value(state, "state");
    auto hold = lock(self);
    self.set_state(value);
  });
}
