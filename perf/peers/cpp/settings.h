#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "protocol.h"

namespace perfsuite {

// What can be chosen about a workload. Without choices: a whole number of 1 to 100,000.
struct Setting {
    std::string name;
    std::vector<std::string> choices;
    std::string initial;
};

using Values = std::map<std::string, std::string>;

// Settings under a name: the values that differ from the initial ones.
struct Variant {
    std::string name;
    Values values;
};

// Every setting of a workload, with the value chosen for it.
class Settings {
public:
    explicit Settings(Values values) : values_(std::move(values)) {}

    const std::string& operator[](const char* name) const { return values_.at(name); }
    bool is(const char* name, const char* value) const { return values_.at(name) == value; }
    bool has(const char* name) const { return values_.count(name) > 0; }
    bool on(const char* name) const { return is(name, "on"); }
    std::int64_t whole(const char* name) const { return std::stoll(values_.at(name)); }

private:
    Values values_;
};

// The request's `variant`, overruled by its `settings`; RequestError names the choices there are.
Settings settle(const Json& request, const std::vector<Setting>& settings, const std::vector<Variant>& variants);

}  // namespace perfsuite
