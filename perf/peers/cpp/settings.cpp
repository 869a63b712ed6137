#include "settings.h"

#include <algorithm>

namespace perfsuite {

namespace {

constexpr std::int64_t most_whole = 100'000;

template <class Named>
std::vector<std::string> names(const std::vector<Named>& all) {
    std::vector<std::string> names;
    for (const auto& each : all) names.push_back(each.name);
    return names;
}

template <class Named>
const Named& find(const std::vector<Named>& all, const std::string& name) {
    return *std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.name == name; });
}

bool is_whole(const std::string& text) {
    if (text.empty() || text.size() > 6 || text.front() == '0') return false;
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
           std::stoll(text) <= most_whole;
}

std::string checked(const Json& chosen, const Setting& setting) {
    if (!setting.choices.empty()) return choice(chosen, setting.name.c_str(), setting.choices);
    auto value = text(chosen, setting.name.c_str());
    if (!is_whole(value))
        refuse(chosen, setting.name.c_str(), "a whole number from 1 to " + std::to_string(most_whole));
    return value;
}

}  // namespace

Settings settle(const Json& request, const std::vector<Setting>& settings, const std::vector<Variant>& variants) {
    Values values;
    for (const auto& setting : settings) values[setting.name] = setting.initial;
    for (const auto& [name, value] : find(variants, choice(request, "variant", names(variants))).values)
        values[name] = value;

    const auto chosen = request.find("settings");
    if (chosen == request.end() || chosen->is_null()) return Settings(std::move(values));
    if (!chosen->is_object()) refuse(request, "settings", "an object of setting: value");
    const auto known = names(settings);
    for (const auto& [name, value] : chosen->items()) {
        if (std::find(known.begin(), known.end(), name) == known.end())
            throw RequestError("'settings' names '" + shortened(name) + "': expected " +
                               (known.empty() ? "none, for this workload has none" : one_of(known)));
        values[name] = checked(*chosen, find(settings, name));
    }
    return Settings(std::move(values));
}

}  // namespace perfsuite
