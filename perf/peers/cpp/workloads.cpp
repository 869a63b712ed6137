#include "session.h"

namespace perfsuite {

const std::vector<Workload>& workloads() {
    static const std::vector<std::string> mnist{"infer", "forward", "backward", "step", "epoch"};
    static const std::vector<std::string> overhead{"add_", "add",  "add-grad", "linear-softmax",
                                                   "step", "item", "shape"};
    static const std::vector<Workload> all{
        {"mnist-cnn", mnist, open_mnist_cnn},
        {"mnist-softmax", mnist, open_mnist_softmax},
        {"overhead", overhead, open_overhead},
    };
    return all;
}

}  // namespace perfsuite
