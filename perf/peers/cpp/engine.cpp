#include "engine.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <fstream>
#include <regex>
#include <set>

namespace perfsuite {

namespace {

// Real paths of the files mapped into this process; none where the system does not tell.
std::set<std::string> mapped_files() {
    std::set<std::string> files;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        const auto start = line.find('/');
        if (start != std::string::npos) files.insert(line.substr(start));
    }
    return files;
}

std::string libtorch_version(const std::set<std::string>& files) {
    static const std::regex numbered(R"(.*/libtorch_cpu\.so\.(\d+\.\d+\.\d+))");
    std::smatch found;
    for (const auto& file : files)
        if (std::regex_match(file, found, numbered)) return found[1];
    return TORCH_VERSION;
}

// The last two components of the BLAS library's path.
std::optional<std::string> blas(const std::set<std::string>& files) {
    static const std::regex kinds[] = {
        std::regex(R"(.*?([^/]+/libblas\.so[.\d]*))"),
        std::regex(R"(.*?([^/]+/libopenblas[^/]*\.so[.\d]*))"),
        std::regex(R"(.*?([^/]+/libmkl_(rt|core)\.so[.\d]*))"),
    };
    std::smatch found;
    for (const auto& kind : kinds)
        for (const auto& file : files)
            if (std::regex_match(file, found, kind)) return found[1];
    return std::nullopt;
}

std::optional<std::string> cpu_capability() {
    static const std::regex line(R"(CPU capability usage: ([^\r\n]+))");
    const auto shown = at::show_config();
    std::smatch found;
    if (!std::regex_search(shown, found, line)) return std::nullopt;
    return found[1];
}

std::string language() {
#if defined(__clang__)
    return std::string("C++17 (Clang ") + __clang_version__ + ")";
#else
    return std::string("C++17 (GCC ") + __VERSION__ + ")";
#endif
}

}  // namespace

std::vector<std::string> devices() {
    std::vector<std::string> names{"cpu"};
    const auto count = torch::cuda::is_available() ? torch::cuda::device_count() : 0;
    if (count > 0) names.push_back("cuda");
    for (std::size_t index = 0; index < count; ++index) names.push_back("cuda:" + std::to_string(index));
    return names;
}

Engine engine() {
    const auto files = mapped_files();
    return {language(), TORCH_VERSION, libtorch_version(files), blas(files), cpu_capability(), at::get_num_threads(),
            devices()};
}

void work_on(const std::string& device) {
    const c10::Device chosen(device);
    if (chosen.is_cuda())
        c10::impl::getDeviceGuardImpl(chosen.type())
            ->setDevice(c10::Device(chosen.type(), chosen.has_index() ? chosen.index() : c10::DeviceIndex{0}));
}

void set_threads(int threads) { at::set_num_threads(threads); }

void limit_interop_threads() { at::set_num_interop_threads(1); }

}  // namespace perfsuite
