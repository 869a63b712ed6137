#!/bin/sh
# What a published program needs of the machine it runs on: the shim over its libtorch, and the C++ peer.
#
#   LIBTORCH=FOLDER ./build-native.sh
#
# FOLDER is an unpacked libtorch, with CUDA or without, or the torch folder of a Python installation; where it is left out,
# that of python3 (or of PERFSUITE_PYTHON), else /usr. Takes cmake and a C++ compiler; no SDK.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)

if [ -z "${LIBTORCH:-}" ]; then
    LIBTORCH=$("${PERFSUITE_PYTHON:-python3}" -c 'import importlib.util as u; print(u.find_spec("torch").submodule_search_locations[0])' 2>/dev/null) || LIBTORCH=/usr
    [ -e "$LIBTORCH/include/torch/csrc/api/include/torch/torch.h" ] || LIBTORCH=/usr
fi
if [ ! -e "$LIBTORCH/include/torch/csrc/api/include/torch/torch.h" ]; then
    echo "build-native.sh: no libtorch with headers in '$LIBTORCH': name an unpacked libtorch, or the torch folder of a Python installation, in LIBTORCH." >&2
    exit 1
fi
for tool in cmake "${CXX:-c++}"; do
    command -v "$tool" >/dev/null || { echo "build-native.sh: there is no $tool: install cmake and a C++ compiler." >&2; exit 1; }
done

build() { # folder, setting
    cmake -S "$here/$1" -B "$here/$1/build" -DCMAKE_BUILD_TYPE=Release "$2" >"$here/$1/build.log" 2>&1 &&
        cmake --build "$here/$1/build" --parallel >>"$here/$1/build.log" 2>&1
}

echo "the shim over $LIBTORCH"
build native "-DLIBTORCH_FOLDER=$LIBTORCH" || { tail -n 20 "$here/native/build.log" >&2; exit 1; }
# Renamed into place: a program that runs keeps the one it has loaded.
cp "$here/native/build/libPerfSuiteTorch.so" "$here/libPerfSuiteTorch.so.new"
mv -f "$here/libPerfSuiteTorch.so.new" "$here/libPerfSuiteTorch.so"
echo "the C++ peer over $LIBTORCH"
build peers/cpp "-DLIBTORCH=$LIBTORCH" || echo "build-native.sh: the C++ peer was not built, and its row will say so; see $here/peers/cpp/build.log" >&2
