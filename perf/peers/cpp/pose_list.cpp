#include "pose_list.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <limits>

#include "colour_noise.h"
#include "files.h"
#include "protocol.h"

namespace perfsuite {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t longest_list = 1 << 28;

struct Joint {
    double at[2];
    bool visible;
};

struct Pose {
    std::string path;
    std::array<Joint, pose_joints> joints;
};

// Reads a list, line by line; every fault names the file and the line.
class PoseListFile {
public:
    explicit PoseListFile(const std::string& folder) : folder_(folder), path_((folder_ / "train").string()) {
        std::error_code error;
        root_ = fs::canonical(folder_, error);
        std::vector<std::uint8_t> file;
        read_file(path_, "a pose list", longest_list, file);
        text_.assign(file.begin(), file.end());
    }

    std::vector<Pose> poses() {
        std::vector<Pose> poses;
        std::string_view rest = text_;
        while (!rest.empty()) {
            ++line_;
            const auto end = std::min(rest.find('\n'), rest.size());
            auto line = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
            if (line.find_first_not_of(" \t") != std::string_view::npos) poses.push_back(pose(line));
        }
        if (poses.empty()) throw RequestError(path_ + ": no line with a pose: expected at least one");
        return poses;
    }

private:
    [[noreturn]] void fault(const std::string& found, const std::string& expected) const {
        throw RequestError(path_ + ": line " + std::to_string(line_) + ": " + found + ": expected " + expected);
    }

    Pose pose(std::string_view line) const {
        Pose pose;
        pose.path = picture(take(line));
        for (auto& joint : pose.joints) {
            for (auto& at : joint.at) at = number(take(line));
            const auto visible = number(take(line));
            if (visible != 0 && visible != 1) fault("a visibility of " + std::to_string(visible), "0 or 1");
            joint.visible = visible == 1;
        }
        if (line.data()) fault("more than 43 fields", "path,x0,y0,v0,…,x13,y13,v13");
        return pose;
    }

    // The next field; the line is nothing after its last one.
    std::string_view take(std::string_view& line) const {
        if (!line.data()) fault("fewer than 43 fields", "path,x0,y0,v0,…,x13,y13,v13");
        const auto end = line.find(',');
        const auto field = line.substr(0, end);
        line = end == std::string_view::npos ? std::string_view() : line.substr(end + 1);
        return field;
    }

    double number(std::string_view field) const {
        double value = 0;
        const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
        if (error != std::errc() || end != field.data() + field.size() || !std::isfinite(value))
            fault("'" + shortened(std::string(field)) + "'", "a finite number");
        return value;
    }

    // A list comes with its pictures, and from anywhere: it must not reach outside its folder.
    std::string picture(std::string_view field) const {
        const auto shown = "'" + shortened(std::string(field)) + "'";
        if (field.empty() || field.find('\0') != std::string_view::npos) fault(shown, "the path of a picture");
        const fs::path relative(field);
        if (relative.is_absolute() || std::find(relative.begin(), relative.end(), "..") != relative.end())
            fault(shown, "a path within the folder");
        std::error_code error;
        const auto real = fs::canonical(folder_ / relative, error);
        if (error) fault(shown + " is not there", "a picture in the folder");
        if (std::mismatch(root_.begin(), root_.end(), real.begin(), real.end()).first != root_.end())
            fault(shown + " is a link that leads outside", "a picture in the folder");
        return (folder_ / relative).string();
    }

    fs::path folder_, root_;
    std::string path_, text_;
    std::int64_t line_ = 0;
};

class PoseList final : public SampleSource {
public:
    PoseList(const std::string& folder, bool augment, bool noise_before_crop)
        : poses_(PoseListFile(folder).poses()), augment_(augment), noise_before_crop_(noise_before_crop) {}

    std::int64_t count() const override { return static_cast<std::int64_t>(poses_.size()); }
    SampleLayout layout() const override { return {{3, pose_side, pose_side}, Target::pose, pose_joints}; }

    void read(std::int64_t index, SplitMix64 draws, const Sample& into) override {
        const auto& pose = poses_[static_cast<std::size_t>(index)];
        // Torch's workers are threads that read from the one source.
        thread_local PictureReader reader;
        thread_local Picture picture;
        reader.read(pose.path, picture);
        if (picture.width < pose_side || picture.height < pose_side)
            throw RequestError(pose.path + ": a picture of " + std::to_string(picture.width) + "x" +
                               std::to_string(picture.height) + ": expected both sides of at least 227");
        const auto x = start(pose, 0, picture.width, draws);
        const auto y = start(pose, 1, picture.height, draws);
        const Window crop{x, y, pose_side, pose_side};
        Colour noise{};
        if (augment_)
            noise = colour_noise(picture, noise_before_crop_ ? Window{0, 0, picture.width, picture.height} : crop,
                                 draws);
        paint(picture, crop, noise, into.input);
        for (int joint = 0; joint < pose_joints; ++joint) {
            const auto& [at, visible] = pose.joints[joint];
            into.pose[2 * joint] = static_cast<float>((at[0] - x) / pose_side);
            into.pose[2 * joint + 1] = static_cast<float>((at[1] - y) / pose_side);
            into.visible[joint] = visible;
        }
    }

private:
    // Where the crop starts along an axis of this length.
    int start(const Pose& pose, int axis, int length, SplitMix64& draws) const {
        const auto any = std::any_of(pose.joints.begin(), pose.joints.end(), [](const auto& j) { return j.visible; });
        auto least = std::numeric_limits<double>::infinity(), most = -least;
        for (const auto& joint : pose.joints) {
            if (any && !joint.visible) continue;
            least = std::min(least, joint.at[axis]);
            most = std::max(most, joint.at[axis]);
        }
        const auto room = length - pose_side;
        // Clamped as numbers first: a double beyond int's range has no int.
        const auto whole = [&](double value) { return static_cast<int>(std::clamp(value, 0.0, double(room))); };
        return augment_ ? draws.below(whole(least) + 1) : whole((least + most) / 2 - 113.5);
    }

    void paint(const Picture& picture, const Window& crop, const Colour& noise, float* into) const {
        ByteTable values[3];
        for (int c = 0; c < 3; ++c) {
            const auto added = static_cast<float>(noise[c]);
            values[c] = table([&](float byte) { return std::clamp(byte / 255 + added, 0.0f, 1.0f); });
        }
        constexpr int plane = pose_side * pose_side;
        for (int y = 0; y < crop.height; ++y) {
            const auto* pixel = &picture.bytes[3 * (static_cast<std::size_t>(picture.width) * (crop.y + y) + crop.x)];
            for (int x = 0; x < crop.width; ++x, ++into, pixel += 3)
                for (int c = 0; c < 3; ++c) into[c * plane] = values[c][pixel[c]];
        }
    }

    std::vector<Pose> poses_;
    bool augment_, noise_before_crop_;
};

}  // namespace

std::unique_ptr<SampleSource> open_pose_list(const std::string& folder, bool augment, bool noise_before_crop) {
    return std::make_unique<PoseList>(folder, augment, noise_before_crop);
}

}  // namespace perfsuite
