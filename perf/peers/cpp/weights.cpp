#include "weights.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>

#include "protocol.h"

namespace perfsuite {

namespace {

constexpr std::uint64_t header_limit = 100'000'000;
constexpr std::size_t most_keys = 100'000;
constexpr std::uint64_t alignment = 8;
constexpr const char* metadata = "__metadata__";

const char* dtype_name(const at::Tensor& tensor) {
    switch (tensor.scalar_type()) {
        case at::kFloat: return "F32";
        case at::kDouble: return "F64";
        case at::kHalf: return "F16";
        case at::kBFloat16: return "BF16";
        case at::kLong: return "I64";
        case at::kInt: return "I32";
        case at::kShort: return "I16";
        case at::kChar: return "I8";
        case at::kByte: return "U8";
        case at::kBool: return "BOOL";
        default:
            throw RequestError(std::string("dtype ") + c10::toString(tensor.scalar_type()) + " has no safetensors");
    }
}

// A header as text, with nothing in it that the module has not: this bounds what a hostile one costs.
class Header {
public:
    Header(const std::string& path, const std::string& text, const NamedTensors& tensors)
        : path_(path), tensors_(tensors) {
        try {
            json_ = Json::parse(text, [this](int depth, Json::parse_event_t event, Json& found) {
                check(depth, event, found);
                return true;
            });
        } catch (const Json::exception& error) {
            fault("its header is not JSON (" + one_line(error.what()) + ")", "one object");
        }
        if (!json_.is_object()) fault("its header is not a JSON object", "one");
    }

    [[noreturn]] void fault(const std::string& found, const std::string& expected) const {
        throw RequestError(path_ + ": " + found + ": expected " + expected);
    }

    // Where each tensor starts in the data, which is as long as all of them together.
    std::map<std::string, std::uint64_t> places(std::uint64_t length) const {
        std::map<std::uint64_t, std::uint64_t> ends;  // by start
        std::map<std::string, std::uint64_t> starts;
        for (const auto& [name, tensor] : tensors_) {
            const auto entry = json_.find(name);
            if (entry == json_.end()) fault("no tensor '" + name + "'", "every tensor of the network");
            const Json wanted{{"dtype", dtype_name(tensor)}, {"shape", tensor.sizes().vec()}};
            const auto offsets = entry->find("data_offsets");
            if (entry->size() != 3 || !offsets->is_array() || offsets->size() != 2 ||
                !(*offsets)[0].is_number_unsigned() || !(*offsets)[1].is_number_unsigned())
                fault("tensor '" + name + "' lacks dtype, shape or data_offsets", "these three and no more");
            for (const auto& [key, value] : wanted.items())
                if (entry->value(key, Json()) != value)
                    fault("tensor '" + name + "' has the " + key + ' ' + shortened(entry->value(key, Json()).dump()),
                          value.dump());
            const auto start = (*offsets)[0].get<std::uint64_t>(), end = (*offsets)[1].get<std::uint64_t>();
            if (end < start || end - start != tensor.nbytes() || !ends.emplace(start, end).second)
                fault("tensor '" + name + "' has the data_offsets " + offsets->dump(),
                      std::to_string(tensor.nbytes()) + " bytes of its own");
            starts[name] = start;
        }
        std::uint64_t reached = 0;
        for (const auto& [start, end] : ends) {
            if (start != reached) fault("no tensor starts at data offset " + std::to_string(reached), "no gap");
            reached = end;
        }
        if (reached != length)
            fault(std::to_string(length) + " bytes of data", std::to_string(reached) + ", as its header says");
        return starts;
    }

private:
    void check(int depth, Json::parse_event_t event, const Json& found) {
        using Event = Json::parse_event_t;
        const auto flat = event == Event::object_start  ? depth <= 1
                          : event == Event::array_start ? depth == 2 && name_ != metadata
                          : event == Event::value       ? depth != 1
                                                        : true;
        if (!flat) fault("its header is no object of flat objects", "one");
        if (event == Event::key) note(depth, found.get<std::string>());
        if (event == Event::value && depth == 2 && name_ == metadata && !found.is_string())
            fault("its __metadata__ is not made of strings", "strings");
        if (event == Event::array_start) elements_ = 0;
        if (event == Event::value && depth == 3 && ++elements_ > 64) fault("a shape of more than 64 sizes", "fewer");
    }

    void note(int depth, const std::string& key) {
        const auto shown = '\'' + shortened(key) + '\'';
        if (depth == 1) name_ = key;
        if (depth == 1 && key != metadata && tensors_.count(key) == 0)
            fault("tensor " + shown, "only tensors of the network");
        if (depth == 2 && name_ != metadata && key != "dtype" && key != "shape" && key != "data_offsets")
            fault("tensor '" + name_ + "' has " + shown, "dtype, shape and data_offsets");
        if (!keys_.insert(std::to_string(depth) + name_ + '\0' + key).second)
            fault(shown + " stands twice in its header", "every name once");
        if (keys_.size() > most_keys) fault("more than " + std::to_string(most_keys) + " names", "fewer");
    }

    std::string path_;
    const NamedTensors& tensors_;
    Json json_;
    std::string name_;
    std::set<std::string> keys_;
    int elements_ = 0;
};

std::uint64_t little_endian(const char* bytes) {
    std::uint64_t value = 0;
    for (int at = 7; at >= 0; --at) value = value << 8 | static_cast<unsigned char>(bytes[at]);
    return value;
}

}  // namespace

void save_weights(const std::string& path, const NamedTensors& tensors) {
    Json header = Json::object();
    std::uint64_t offset = 0;
    for (const auto& [name, tensor] : tensors) {
        const auto end = offset + tensor.nbytes();
        header[name] = {
            {"dtype", dtype_name(tensor)}, {"shape", tensor.sizes().vec()}, {"data_offsets", {offset, end}}};
        offset = end;
    }
    auto text = header.dump();
    text.append((alignment - text.size() % alignment) % alignment, ' ');
    char length[8];
    for (int at = 0; at < 8; ++at) length[at] = static_cast<char>(std::uint64_t{text.size()} >> 8 * at);

    const auto partial = path + ".partial";
    std::ofstream file(partial, std::ios::binary | std::ios::trunc);
    file.write(length, sizeof length).write(text.data(), static_cast<std::streamsize>(text.size()));
    for (const auto& [name, tensor] : tensors) {
        const auto bytes = tensor.detach().cpu().contiguous();
        file.write(static_cast<const char*>(bytes.data_ptr()), static_cast<std::streamsize>(bytes.nbytes()));
    }
    file.close();
    std::error_code error;
    if (file) std::filesystem::rename(partial, path, error);
    if (file && !error) return;
    std::error_code ignored;
    std::filesystem::remove(partial, ignored);
    throw RequestError(path + ": cannot be written: expected a file in a folder that can be written to");
}

void load_weights(const std::string& path, const NamedTensors& tensors) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
        throw RequestError(path + ": no such file: expected one of safetensors");
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    const auto total = file ? static_cast<std::uint64_t>(file.tellg()) : 0;
    char length[8];
    if (!file || !file.seekg(0) || !file.read(length, sizeof length))
        throw RequestError(path + ": shorter than 8 bytes, or unreadable: expected safetensors");
    const auto size = little_endian(length);
    if (size > header_limit || size > total - sizeof length)
        throw RequestError(path + ": a header of " + std::to_string(size) + " bytes: expected at most " +
                           std::to_string(std::min(header_limit, total - sizeof length)));
    std::string text(size, '\0');
    file.read(text.data(), static_cast<std::streamsize>(size));
    const Header header(path, text, tensors);

    // Into tensors beside: a disk that fails half way must not leave half a network.
    const auto start = sizeof length + size;
    NamedTensors read;
    for (const auto& [name, place] : header.places(total - start)) {
        auto bytes = at::empty(tensors.at(name).sizes(), tensors.at(name).options().device(at::kCPU));
        file.seekg(static_cast<std::streamoff>(start + place));
        file.read(static_cast<char*>(bytes.data_ptr()), static_cast<std::streamsize>(bytes.nbytes()));
        read.emplace(name, std::move(bytes));
    }
    if (!file) header.fault("cannot be read to its end", "a readable file");
    const at::NoGradGuard no_grad;
    for (const auto& [name, bytes] : read) at::Tensor(tensors.at(name)).copy_(bytes);
}

}  // namespace perfsuite
