#!/usr/bin/env bash
# Finds out what this machine can have, installs what is missing (Debian, Ubuntu) and writes the choice to Local.props.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: ./setup.sh [--no-peers | --all-peers] [--check] [--again]

Finds out what this machine can have, installs what is missing (Debian and Ubuntu, as root or
with sudo) and writes the choice to Local.props. Running it again costs a second.

  --no-peers   C# alone: nothing for the C++ and Python peers
  --all-peers  also TensorFlow.js and ONNX Runtime, of `study mnist`, from npm (400 MB)
  --check      look only: install nothing, write nothing; exit 1 where something is missing
  --again      ask the NuGet feeds again, even where their answer is remembered

Environment:
  LIBTORCH           an unpacked libtorch, or the torch folder of a Python installation, to use
                     instead of the distribution's libtorch
  PERFSUITE_PYTHON   the python3 of the Python peer (default: /usr/bin/python3)

Exit: 0 ready, 1 something is missing or failed, 64 bad usage.
TEXT
}

peers=true all_peers=false check=false again=false
for argument in "$@"; do
    case $argument in
        --no-peers) peers=false ;;
        --all-peers) all_peers=true ;;
        --check) check=true ;;
        --again) again=true ;;
        -h | --help) usage; exit 0 ;;
        *)
            printf "setup.sh: unknown argument '%s'; expected --no-peers, --all-peers, --check, --again or --help\n" "$argument" >&2
            exit 64
            ;;
    esac
done
if $all_peers && ! $peers; then
    printf 'setup.sh: --no-peers and --all-peers contradict each other; name one\n' >&2
    exit 64
fi

cd "$(dirname "${BASH_SOURCE[0]}")"
readonly settings=Local.props
readonly node_peers=perf/peers/node
readonly header=include/torch/csrc/api/include/torch/torch.h
scratch=$(mktemp -d)
draft=''
trap 'rm -rf "$scratch" ${draft:+"$draft"}' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
    printf 'setup.sh: %s\n' "$*" >&2
    exit 1
}

# remembered PROPERTY: its value in Local.props, or nothing.
remembered() {
    [ -f $settings ] || return 0
    sed -n "s|.*<$1 [^>]*>\(.*\)</$1>.*|\1|p" $settings
}

# shared_library NAME: where the dynamic linker finds it, or nothing.
shared_library() {
    { /sbin/ldconfig -p 2>/dev/null || true; } | awk -v name="$1" '$1 == name && !found { print $NF; found = 1 }'
}

# ---------------------------------------------------------------------------------------------------------- looking

look_for_sdk() {
    command -v dotnet >/dev/null || fail "no dotnet on the path; install the .NET 10 SDK (https://dot.net/download), then run ./setup.sh again"
    sdk=$(dotnet --version 2>"$scratch/sdk") ||
        fail "no .NET SDK here satisfies global.json; install the .NET 10 SDK (https://dot.net/download), then run ./setup.sh again"
}

libtorch_in() { # FOLDER: has it headers and library?
    [ -f "$1/$header" ] && { compgen -G "$1/lib/libtorch_cpu.so" || compgen -G "$1/lib/*/libtorch_cpu.so"; } >/dev/null
}

libtorch_version() { # FOLDER
    sed -n 's/^#define TORCH_VERSION_\(MAJOR\|MINOR\) \([0-9]*\).*/\2/p' \
        "$1/include/torch/csrc/api/include/torch/version.h" 2>/dev/null | paste -sd . -
}

look_for_libtorch() {
    libtorch='' libtorch_why=''
    [ "$(uname -s)" = Linux ] || { libtorch_why="Linux only"; return 0; }
    if [ -n "${LIBTORCH:-}" ]; then
        local folder
        folder=$(cd "$LIBTORCH" 2>/dev/null && pwd) || fail "LIBTORCH is '$LIBTORCH', which is no folder; name an unpacked libtorch or the torch folder of a Python installation, or unset it"
        libtorch_in "$folder" || fail "LIBTORCH is '$folder', which lacks $header or lib/libtorch_cpu.so; name an unpacked libtorch or the torch folder of a Python installation, or unset it"
        libtorch=$folder libtorch_why="named by LIBTORCH"
        return 0
    fi
    local before
    before=$(remembered LibTorchFolder)
    if [ -n "$before" ] && [ "$before" != /usr ] && libtorch_in "$before"; then
        libtorch=$before libtorch_why="named by LIBTORCH before; delete $settings to choose anew"
    elif libtorch_in /usr; then
        libtorch=/usr libtorch_why="this distribution's"
    fi
}

look_for_compiler() {
    compiler=$(command -v g++ || command -v clang++ || command -v c++ || true)
    cmake=$(command -v cmake || true)
    ninja=$(command -v ninja || true)
}

# Which BLAS libtorch would load, if it is one that takes the distribution's.
look_for_blas() {
    blas=''
    local library
    library=$(shared_library libblas.so.3)
    [ -n "$library" ] || return 0
    blas=$(readlink -f "$library")
}

# Does anything used here load the distribution's libblas.so.3? (An unpacked libtorch mostly brings a BLAS of its own.)
uses_blas() {
    case $libtorch in
        '' | /usr) return 0 ;;
    esac
    if $peers && { [ -z "$python" ] || [ "$python" = /usr/bin/python3 ]; }; then return 0; fi
    ldd "$libtorch/lib/libtorch_cpu.so" 2>/dev/null | grep -q 'libblas\.so\.3'
}

is_reference_blas() {
    case ${blas,,} in
        *openblas* | *blis* | *mkl* | *atlas*) return 1 ;;
        *) return 0 ;;
    esac
}

has_module() { # PYTHON MODULE: found without importing it, which takes seconds
    "$1" -c 'import importlib.util as u, sys; sys.exit(u.find_spec(sys.argv[1]) is None)' "$2" 2>/dev/null
}

# Debian's packages of the modules, beside torch, that the Python peer imports and this python3 lacks: one start for all.
missing_modules() { # PYTHON
    "$1" - 2>/dev/null <<'PYTHON'
import importlib.util
for module, package in ("torchvision", "python3-torchvision"), ("PIL", "python3-pil"), ("numpy", "python3-numpy"):
    if importlib.util.find_spec(module) is None:
        print(package)
PYTHON
}

look_for_python() {
    python='' python_why=''
    local candidate
    if [ -n "${PERFSUITE_PYTHON:-}" ]; then
        has_module "$PERFSUITE_PYTHON" torch || fail "PERFSUITE_PYTHON is '$PERFSUITE_PYTHON', which has no module torch; name a python3 that has, or unset it"
        python=$(command -v "$PERFSUITE_PYTHON") python_why="named by PERFSUITE_PYTHON"
        return 0
    fi
    candidate=$libtorch/../../../../bin/python3
    if [ -n "$libtorch" ] && [ "$libtorch" != /usr ] && [ -x "$candidate" ] && has_module "$candidate" torch; then
        python=$(cd "$(dirname "$candidate")" && pwd)/python3 python_why="the installation LIBTORCH is from"
    elif [ -x /usr/bin/python3 ] && has_module /usr/bin/python3 torch; then
        python=/usr/bin/python3 python_why="this distribution's"
    fi
}

# An optimised BLAS that is installed but not the chosen alternative: somebody's decision, not ours to undo.
has_idle_blas() {
    compgen -G '/usr/lib/*/openblas-*/libblas.so.3' >/dev/null || compgen -G '/usr/lib/*/blis-*/libblas.so.3' >/dev/null
}

look_for_jpeg() {
    jpeg=$(shared_library libturbojpeg.so.0)
    jpeg_package=libturbojpeg0
    if grep -qs '^ID=ubuntu' /etc/os-release; then jpeg_package=libturbojpeg; fi
}

# Node for TensorFlow.js and ONNX Runtime, and whether they are there in the versions that package.json names.
readonly node_least=18
look_for_node() {
    node='' npm='' node_ready=false
    node=$(command -v node || true)
    npm=$(command -v npm || true)
    [ -n "$node" ] || return 0
    node_version=$("$node" -p process.versions.node 2>/dev/null) || node_version=0
    [ "${node_version%%.*}" -ge $node_least ] || return 0
    "$node" - $node_peers 2>/dev/null <<'NODE' && node_ready=true
const folder = require("node:path").resolve(process.argv[2]);
for (const [name, version] of Object.entries(require(`${folder}/package.json`).dependencies))
    if (require(`${folder}/node_modules/${name}/package.json`).version !== version)
        process.exit(1);
NODE
    return 0
}

look() {
    look_for_sdk
    look_for_libtorch
    look_for_compiler
    look_for_blas
    look_for_python
    look_for_jpeg
    if $peers; then look_for_node; fi
}

# What the feeds have is asked once and remembered in Local.props, until a version or a NuGet configuration changes.
look_at_feeds() {
    local folder=$PWD configurations=() fresh=() words
    if $again; then fresh=(--no-http-cache); fi
    while [ -n "$folder" ]; do
        configurations+=("$folder"/[Nn]u[Gg]et.[Cc]onfig)
        folder=${folder%/*}
    done
    configurations+=("${HOME:-}"/.nuget/NuGet/NuGet.Config "${HOME:-}"/.nuget/config/* "${HOME:-}"/.config/NuGet/NuGet.Config /etc/opt/NuGet/Config/*)
    feeds_key=$({ cat src/Suppliers.props src/Feeds.proj "${configurations[@]}" 2>/dev/null || true; } | cksum | cut -d ' ' -f 1)
    if ! $again && [ "$(remembered FeedsKey)" = "$feeds_key" ]; then
        feed_torch=$(remembered FeedTorchSharp)
        feed_verify=$(remembered FeedVerify)
        return 0
    fi
    if NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT=2 timeout --foreground 90 \
        dotnet restore src/Feeds.proj -nologo -nodeReuse:false ${fresh[@]+"${fresh[@]}"} >"$scratch/feeds" 2>&1 </dev/null; then
        feed_torch=yes feed_verify=yes
        return 0
    fi
    words=$(<"$scratch/feeds")
    case $words in
        *NU110*)
            feed_torch=yes feed_verify=yes
            case $words in *"package TorchSharp"*) feed_torch=no ;; esac
            case $words in *"package Verify.NUnit"*) feed_verify=no ;; esac
            ;;
        *) feed_torch=unknown feed_verify=unknown ;;
    esac
}

# ------------------------------------------------------------------------------------------------------- installing

# OpenBLAS, openmp flavour. Measured against pthread (0.3.21, libtorch 1.13.1, two busy AVX-512 cores, 25 interleaved rounds,
# best of each, openmp / pthread, ms): 1024-cubed product 20.8 / 20.8 with one thread, 10.3 / 10.2 with two;
# Linear 4096 to 1024, batch 128, forward and backward 26.2 / 24.8 and 13.5 / 13.4; mnist-cnn's 17.8 / 16.6 with two.
# Speed does not decide, then; obedience does: after torch.set_num_threads(1) pthread still computes with two threads.
readonly blas_package=libopenblas0-openmp

# NodeSource's package has npm in it, and conflicts with Debian's.
nodejs_brings_npm() {
    local conflicts
    conflicts=$(apt-cache show --no-all-versions nodejs 2>/dev/null | sed -n 's/^Conflicts://p') || return 1
    [[ " ${conflicts//,/ } " == *' npm '* ]]
}

# Debian's names of what is missing, in the order of the table.
list_missing() {
    missing=()
    [ "$(uname -s)" = Linux ] || return 0
    [ -n "$libtorch" ] || missing+=(libtorch-dev)
    [ -n "$compiler" ] || missing+=(g++)
    [ -n "$cmake" ] || missing+=(cmake)
    [ -n "$ninja" ] || missing+=(ninja-build)
    if uses_blas && is_reference_blas && ! has_idle_blas; then missing+=("$blas_package"); fi
    [ -n "$jpeg" ] || missing+=("$jpeg_package")
    if $peers; then
        [ -f /usr/include/nlohmann/json.hpp ] || missing+=(nlohmann-json3-dev)
        [ -f /usr/include/zlib.h ] || missing+=(zlib1g-dev)
        [ -f /usr/include/turbojpeg.h ] || missing+=(libturbojpeg0-dev)
        [ -f /usr/include/png.h ] || missing+=(libpng-dev)
        if [ -z "$python" ]; then
            missing+=(python3-torch python3-torchvision python3-pil python3-numpy)
        elif [ "$python" = /usr/bin/python3 ]; then
            mapfile -t -O ${#missing[@]} missing < <(missing_modules "$python")
        fi
    fi
    if $all_peers && ! $node_ready; then
        [ -n "$node" ] || missing+=(nodejs)
        [ -n "$npm" ] || { [ -z "$node" ] && nodejs_brings_npm; } || missing+=(npm)
    fi
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

may_install() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 "$@" </dev/null >"$scratch/apt" 2>&1
}

install_missing() {
    printf 'Installing %s (a minute or two) ...\n' "${missing[*]}"
    # Package lists may be absent (a container) or stale: refreshed only where they do not serve.
    apt --no-install-recommends install "${missing[@]}" && return 0
    apt update || install_failed
    apt --no-install-recommends install "${missing[@]}" || install_failed
}

# Without the packages' own scripts, which would fetch CUDA (.npmrc says so).
install_node_peers() {
    [ -n "$node" ] && [ -n "$npm" ] || return 0
    if [ "${node_version%%.*}" -lt $node_least ]; then
        trouble="node is $node_version, and TensorFlow.js and ONNX Runtime need $node_least or newer: https://nodejs.org/download, then ./setup.sh --all-peers again"
        return 0
    fi
    printf 'Installing TensorFlow.js and ONNX Runtime (400 MB) ...\n'
    if (cd $node_peers && "$npm" ci --no-audit --no-fund --ignore-scripts) </dev/null >"$scratch/npm" 2>&1; then
        look_for_node
        $node_ready || trouble="npm ci went well in $node_peers, yet TensorFlow.js or ONNX Runtime is missing there"
    else
        tail -n 5 "$scratch/npm" | sed 's/^/    /' >&2
        trouble="npm ci failed in $node_peers (its last words above); is the registry reached? npm ping"
    fi
}

install_failed() {
    printf 'setup.sh: apt-get failed; its last words:\n' >&2
    tail -n 5 "$scratch/apt" | sed 's/^/    /' >&2
    fail "mend that, or run this by hand, then ./setup.sh again: $(install_command)"
}

install_command() {
    local root=
    if [ "$(id -u)" != 0 ]; then root='sudo '; fi
    printf '%sapt-get install --no-install-recommends %s' "$root" "${missing[*]}"
}

# --------------------------------------------------------------------------------------------------------- choosing

choose() {
    torch_supplier='' torch_why=''
    if [ -n "$libtorch" ] && [ -n "$compiler" ] && [ -n "$cmake" ]; then
        torch_supplier=System torch_why=$libtorch_why
    elif [ "$feed_torch" = yes ]; then
        torch_supplier=Package torch_why="the feeds have TorchSharp"
    fi
    case $feed_verify in
        yes) snapshot_supplier=Package snapshot_why="the feeds have Verify.NUnit" ;;
        no) snapshot_supplier=BuiltIn snapshot_why="the feeds lack Verify.NUnit" ;;
        *) snapshot_supplier=BuiltIn snapshot_why="the feeds were not reached; --again asks once more" ;;
    esac
    cpp_peer=false
    if $peers && [ -n "$libtorch" ] && [ -n "$compiler" ] && [ -n "$cmake" ]; then
        cpp_peer=true
        local needed
        for needed in nlohmann/json.hpp zlib.h turbojpeg.h png.h; do
            [ -f /usr/include/$needed ] || cpp_peer=false
        done
    fi
    if ! $peers; then python=; fi
}

escaped() { # for XML text
    sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g' <<<"$1"
}

property() { # NAME VALUE
    [ -z "$2" ] || printf "    <%s Condition=\"'\$(%s)' == ''\">%s</%s>\n" "$1" "$1" "$(escaped "$2")" "$1"
}

# Written beside and renamed; left alone where nothing changed, so that nothing is built again.
write_settings() {
    draft=$(mktemp ./$settings.XXXXXX) || fail "cannot write here; the choice belongs into $settings"
    {
        printf '<!-- What setup.sh found and chose. It writes this file anew; a property given with -p: wins. -->\n<Project>\n  <PropertyGroup>\n'
        property TorchSupplier "$torch_supplier"
        property LibTorchFolder "$libtorch"
        property SnapshotSupplier "$snapshot_supplier"
        property CppPeer "$cpp_peer"
        property PythonPeer "${python:-none}"
        property FeedsKey "$feeds_key"
        property FeedTorchSharp "$feed_torch"
        property FeedVerify "$feed_verify"
        printf '  </PropertyGroup>\n</Project>\n'
    } >"$draft"
    chmod 644 "$draft"
    if cmp -s "$draft" $settings; then
        rm -f "$draft"
    else
        mv -f "$draft" $settings
    fi
    draft=''
}

row() {
    printf '  %-12s %-38s %s\n' "$1" "$2" "$3"
}

blas_row() {
    local name=none
    if [ -n "$blas" ]; then name=$(basename "$(dirname "$blas")")/$(basename "$blas"); fi
    if ! uses_blas; then
        row BLAS "libtorch's own" ''
    elif ! is_reference_blas; then
        row BLAS "$name" "what libtorch loads as libblas.so.3"
    elif has_idle_blas; then
        row BLAS "$name" "slow: a faster one is installed (update-alternatives --auto libblas.so.3-$(uname -m)-linux-gnu)"
    else
        row BLAS "$name" "slow: matrix products take 15 to 30 times as long as with OpenBLAS"
    fi
}

print_table() {
    row '.NET SDK' "$sdk" "satisfies global.json"
    case $torch_supplier in
        System) row Torch "System: libtorch $(libtorch_version "$libtorch") in $libtorch" "$torch_why" ;;
        Package) row Torch "Package: TorchSharp" "$torch_why" ;;
        *) row Torch none "no libtorch to build against, and the feeds have no TorchSharp" ;;
    esac
    row Snapshots "$snapshot_supplier" "$snapshot_why"
    if [ "$(uname -s)" = Linux ]; then
        row Compiler "$(tool "$compiler"), $(tool "$cmake"), $(tool "$ninja")" "for the native shim and the C++ peer"
        blas_row
        row JPEG "$(tool "$jpeg")" "decodes image folders"
    fi
    if $peers; then
        row 'C++ peer' "$($cpp_peer && echo yes || echo no)" "needs libtorch, compiler, nlohmann/json.hpp, zlib.h, turbojpeg.h, png.h"
        row 'Python peer' "${python:-no}" "${python_why:-needs a python3 with torch}"
        row 'Node peers' "$($node_ready && echo "yes, node $node_version" || echo no)" "TensorFlow.js and ONNX Runtime$($node_ready || echo ', for study mnist: --all-peers')"
    else
        row Peers 'left out' 'asked for by --no-peers'
    fi
}

tool() { # PATH of a program
    if [ -n "$1" ]; then basename "$1"; else echo none; fi
}

# ---------------------------------------------------------------------------------------------------------- the run

look
list_missing
if [ ${#missing[@]} -gt 0 ] && ! $check && may_install; then
    install_missing
    look
    list_missing
fi
trouble=''
if $all_peers && ! $check && ! $node_ready; then install_node_peers; fi
look_at_feeds
choose
if [ -n "$torch_supplier" ] && ! $check; then write_settings; fi
print_table

if [ -z "$torch_supplier" ] && [ ${#missing[@]} -eq 0 ]; then
    fail "no TorchSharp on the NuGet feeds (dotnet nuget list source shows them); add a feed that has it, then run ./setup.sh --again"
fi
if [ -n "$torch_supplier" ] && ! $check; then
    printf 'Written to %s. Next: dotnet test, or dotnet run -c Release --project perf\n' $settings
fi
[ -z "$trouble" ] || fail "$trouble"
if [ ${#missing[@]} -eq 0 ]; then
    if $all_peers && ! $node_ready; then fail "TensorFlow.js and ONNX Runtime are missing: ./setup.sh --all-peers"; fi
    exit 0
fi

if command -v apt-get >/dev/null; then
    printf 'setup.sh: missing. Run this, then ./setup.sh%s:\n%s\n' "$($all_peers && echo ' --all-peers again' || { $peers && echo ' again (--no-peers needs less)' || echo ' again'; })" "$(install_command)" >&2
    exit 1
fi
printf "setup.sh: missing, by Debian's names: %s. Install this system's, or name an unpacked libtorch in LIBTORCH\n" "${missing[*]}" >&2
[ -n "$torch_supplier" ]
