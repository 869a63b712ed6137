#include "engine.h"
#include "session.h"

namespace perfsuite {

namespace {

using Phases = std::vector<std::string>;
using All = std::vector<Setting>;

// Those of a GPU only where there is one.
Phases network_phases() {
    Phases phases{"infer", "infer-grad", "forward", "backward", "gradient", "loss", "step", "step-item", "data", "epoch"};
    if (devices().size() > 1) phases.insert(phases.end(), {"infer-launch", "infer-events", "step-events", "transfer", "transfer-pinned"});
    return phases;
}

// Those of every network, then its own.
All settings(const char* epochs, const All& own) {
    All all{{"shuffle", {"on", "off"}, "on"}, {"schedule", {"none", "step", "cosine"}, "none"}, {"epochs", {}, epochs}};
    all.insert(all.end(), own.begin(), own.end());
    return all;
}

}  // namespace

const std::vector<Workload>& workloads() {
    static const Phases network = network_phases();
    static const Phases small{"add_", "add", "add-grad", "linear-softmax", "step", "item", "shape"};
    static const Variant matched{"matched", {}};

    static const All mnist = settings("3", {});
    static const All convae = settings("1", {{"resize", {"antialias", "plain"}, "antialias"},
                                              {"collate", {"stack", "cat"}, "stack"}});
    static const All deeppose = settings("100", {{"init", {"default", "lecun"}, "default"},
                                                 {"loss", {"automatic", "explicit"}, "automatic"},
                                                 {"visibility", {"off", "on", "half"}, "off"},
                                                 {"noise", {"before-crop", "after-crop"}, "before-crop"},
                                                 {"augment", {"on", "off"}, "on"},
                                                 {"optimizer", {"momentum", "adam"}, "momentum"}});
    static const All resnet = settings("50", {{"stem", {"cifar", "imagenet"}, "cifar"},
                                              {"blocks", {"standard", "extra"}, "standard"},
                                              {"init", {"default", "kaiming"}, "default"},
                                              {"augment", {"on", "off"}, "on"}});

    static const All prediction{{"network", {"softmax", "cnn"}, "softmax"},
                                {"api", {"module", "functional", "script"}, "module"}};

    static const std::vector<Variant> autoencoders{
        matched, {"published-cpp", {{"resize", "plain"}}}, {"published-python", {{"resize", "antialias"}}}};
    static const std::vector<Variant> poses{
        matched, {"published-pytorch", {}}, {"published-chainer", {{"init", "lecun"}, {"noise", "after-crop"}}}};
    static const std::vector<Variant> residuals{
        matched,
        {"published-cpp", {{"stem", "imagenet"}, {"blocks", "extra"}, {"init", "kaiming"}, {"augment", "off"}}},
        {"published-python", {{"shuffle", "off"}}}};

    static const std::vector<Workload> all{
        {"convae", network, convae, autoencoders, open_convae, true},
        {"deeppose", network, deeppose, poses, open_deeppose, true},
        {"mnist-cnn", network, mnist, {matched}, open_mnist_cnn, true},
        {"mnist-softmax", network, mnist, {matched}, open_mnist_softmax, true},
        {"overhead", small, {}, {matched}, open_overhead},
        {"peak", {"matmul"}, {}, {matched}, open_peak, true},
        {"prediction", {"predict"}, prediction, {matched}, open_prediction},
        {"resnet18", network, resnet, residuals, open_resnet18, true},
        {"resnet34", network, resnet, residuals, open_resnet34, true},
    };
    return all;
}

}  // namespace perfsuite
