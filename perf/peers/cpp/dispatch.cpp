#include "dispatch.h"

#include <unistd.h>

#include <algorithm>

#include "agreement.h"
#include "engine.h"
#include "events.h"
#include "meters.h"
#include "modes.h"
#include "protocol.h"
#include "session.h"

namespace perfsuite {

namespace {

constexpr std::int64_t most_iterations = 1'000'000'000;
// Their reply must fit a line.
constexpr std::int64_t most_latencies = 20'000;
constexpr std::int64_t shown_of_output = 64;

template <class T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json();
}

// One interruption by the system would make a mean over all iterations tell of nothing else: the middle one of so many.
constexpr std::int64_t timed_passes = 9;

Json per_iteration(const std::map<std::string, std::int64_t>& totals, std::int64_t iterations) {
    auto numbers = Json::object();
    for (const auto& [name, total] : totals)
        numbers[name] = static_cast<double>(total) / static_cast<double>(iterations);
    return numbers;
}

// Of every operation the middle one of its times; it took none in a pass that lacks it.
std::map<std::string, std::int64_t> middle(const std::vector<std::map<std::string, std::int64_t>>& passes) {
    std::map<std::string, std::vector<std::int64_t>> by_name;
    for (const auto& pass : passes)
        for (const auto& [name, nanoseconds] : pass) by_name[name].push_back(nanoseconds);
    std::map<std::string, std::int64_t> middles;
    for (auto& [name, times] : by_name) {
        times.resize(passes.size(), 0);
        std::sort(times.begin(), times.end());
        middles[name] = times[times.size() / 2];
    }
    return middles;
}

// Opens and closes the one session, and hands phases to it under a meter.
class Worker {
public:
    Json answer(const Json& request) {
        const auto verb =
            choice(request, "do",
                   {"hello", "open", "agree", "infer", "round", "latencies", "counters", "save", "load", "close", "bye"});
        Json reply = verb == "hello"       ? hello()
                     : verb == "open"      ? open(request)
                     : verb == "agree"     ? agree(request)
                     : verb == "infer"     ? infer()
                     : verb == "round"     ? round(request)
                     : verb == "latencies" ? latencies(request)
                     : verb == "counters"  ? counters(request)
                                           : Json::object();
        if (verb == "save") opened().save(path(request, "path"));
        if (verb == "load") opened().load(path(request, "path"));
        if (verb == "close") session_.reset();
        leaving_ = verb == "bye";
        reply["ok"] = true;
        return reply;
    }

    bool leaving() const { return leaving_; }

private:
    Json hello() const {
        const auto facts = engine();
        auto names = Json::array(), phases = Json::object();
        for (const auto& workload : workloads()) {
            names.push_back(workload.name);
            phases[workload.name] = workload.phases;
        }
        return {{"protocol", protocol_version},
                {"contender", "cpp"},
                {"language", facts.language},
                {"versions", {{"torch", facts.headers}}},
                {"libtorch", facts.libtorch},
                {"blas", or_null(facts.blas)},
                {"cpuCapability", or_null(facts.cpu_capability)},
                {"threads", facts.threads},
                {"pid", getpid()},
                {"devices", facts.devices},
                {"workloads", names},
                {"phases", phases}};
    }

    Json open(const Json& request) {
        session_.reset();
        std::vector<std::string> names;
        for (const auto& each : workloads()) names.push_back(each.name);
        const auto name = choice(request, "workload", names);
        const auto chosen =
            std::find_if(workloads().begin(), workloads().end(), [&](const auto& each) { return each.name == name; });
        Opening opening{integer(request, "batch", 1, 65536),
                        static_cast<std::uint64_t>(integer(request, "seed", 0, std::int64_t{1} << 53)),
                        choice(request, "device", devices()), optional_path(request, "data"),
                        settle(request, chosen->settings, chosen->variants),
                        integer_or(request, "workers", 0, 64, 0),
                        false};
        const auto weights = optional_path(request, "weights");
        const auto mode = request.contains("mode") && !request["mode"].is_null() ? choice(request, "mode", modes()) : modes().front();
        opening.narrow = mode == bfloat16_mode;
        if (opening.narrow && !chosen->takes_bfloat16)
            throw RequestError("'mode' is " + mode + ": expected another for " + name + ", which computes in float32 only");
        set_threads(static_cast<int>(integer(request, "threads", 1, 1024)));
        switch_mode(mode);
        work_on(opening.device);
        if (opening.workers > 0 && std::find(chosen->phases.begin(), chosen->phases.end(), "epoch") == chosen->phases.end())
            throw RequestError("'workers' is for workloads that read files in batches: expected none for " + name);
        auto session = chosen->open(opening);
        if (weights) session->load(*weights);
        Json reply{{"parameters", session->parameters()}, {"digest", session->digest()}};
        workload_ = &*chosen;
        session_ = std::move(session);
        return reply;
    }

    Json agree(const Json& request) {
        auto losses = Json::array();
        for (const auto loss : opened().agree(integer(request, "steps", 1, 1000))) losses.push_back(exact(loss));
        return {{"losses", losses}};
    }

    Json infer() {
        const auto output = opened().predict();
        if (!output) throw RequestError(workload_->name + " is no network that is trained: expected another 'workload' in the session's open");
        auto first = Json::array();
        const auto shown = output->flatten().narrow(0, 0, std::min(output->numel(), shown_of_output)).to(at::kFloat).contiguous();
        for (std::int64_t i = 0; i < shown.numel(); ++i) first.push_back(exact(shown.data_ptr<float>()[i]));
        return {{"digest", perfsuite::digest({{"output", *output}})}, {"first", first}};
    }

    Json round(const Json& request) {
        const auto [phase, iterations] = asked(request);
        return {{"nanoseconds", timed(phase, iterations)}};
    }

    Json latencies(const Json& request) {
        const auto [phase, iterations] = asked(request, most_latencies);
        auto nanoseconds = Json::array();
        for (std::int64_t i = 0; i < iterations; ++i) nanoseconds.push_back(timed(phase, 1));
        return {{"nanoseconds", nanoseconds}};
    }

    // By the processor's clock, or the GPU's where the phase is one of its events.
    std::int64_t timed(const std::string& phase, std::int64_t iterations) {
        Clock clock;
        std::optional<EventClock> events;
        if (of_events(phase)) events.emplace();
        Timer& timer = events ? static_cast<Timer&>(*events) : clock;
        opened().run(phase, iterations, timer);
        return timer.nanoseconds();
    }

    Json counters(const Json& request) {
        const auto [phase, iterations] = asked(request);
        // The first iteration makes the gradients that later ones only zero or add to.
        Idle idle;
        opened().run(phase, 1, idle);
        OperationCounter counter;
        opened().run(phase, iterations, counter);
        std::vector<std::map<std::string, std::int64_t>> passes(std::min(iterations, timed_passes));
        const auto each = iterations / static_cast<std::int64_t>(passes.size());
        for (auto& pass : passes) {
            OperationTimer timer;
            opened().run(phase, each, timer);
            pass = timer.nanoseconds();
        }
        AllocationMeter allocations;
        opened().run(phase, 1, allocations);
        return {{"managedBytes", nullptr}, {"nativeOperations", per_iteration(counter.counts(), iterations)},
                {"tensorsMade", nullptr},  {"tensorsAlive", nullptr},
                {"nativeCalls", nullptr},  {"operationNanoseconds", per_iteration(middle(passes), each)},
                {"peakBytes", allocations.peak()},
                {"gpuPeakBytes", or_null(allocations.gpu_peak())}};
    }

    Session& opened() const {
        if (!session_) throw RequestError("no session is open: expected a successful 'open' before");
        return *session_;
    }

    std::pair<std::string, std::int64_t> asked(const Json& request, std::int64_t most = most_iterations) const {
        opened();
        auto phase = choice(request, "phase", workload_->phases);
        return {std::move(phase), integer(request, "iterations", 1, most)};
    }

    const Workload* workload_ = nullptr;
    std::unique_ptr<Session> session_;
    bool leaving_ = false;
};

Json refusal(const std::string& message) { return {{"ok", false}, {"error", one_line(message)}}; }

}  // namespace

void serve(int requests, int replies) {
    limit_interop_threads();
    Conversation conversation(requests, replies);
    Worker worker;
    while (!worker.leaving()) {
        Json reply;
        try {
            const auto request = conversation.request();
            if (!request) return;
            reply = worker.answer(*request);
        } catch (const std::exception& error) {  // whatever torch or the system throws: the worker lives on
            reply = refusal(error.what());
        } catch (...) {
            reply = refusal("an exception that is no std::exception");
        }
        if (!conversation.reply(reply)) return;
    }
}

}  // namespace perfsuite
