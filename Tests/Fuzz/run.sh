#!/usr/bin/env bash
# Fuzzes the file readers: Tests/Fuzz/run.sh [seconds for each reader, default 60] [reader ...]
#
# Each harness is compiled together with the file layer into one module, with libFuzzer and AddressSanitizer. The corpus begins with
# small valid files and grows in .build-fuzz from run to run. The script fails on any finding: a crash, a broken promise of
# the harness, a leak, more than 1 GB, or an input that takes more than 10 seconds. The input stays in .build-fuzz/findings.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-60}
shift || true
readers=("$@")
[ ${#readers[@]} -gt 0 ] || readers=(Npy Safetensors Mem Quantized)
build=.build-fuzz
mkdir -p "$build/findings"
# Without this a crash waits in Swift's own backtracer instead of coming back.
export SWIFT_BACKTRACE=enable=no

# Writes printf's idea of the text as one seed.
seed() {
  mkdir -p "$build/corpus-$1"
  printf "$3" > "$build/corpus-$1/seed-$2"
}

npy_seed() { # name, descr, fortran_order, shape, data
  local text="{'descr': '$2', 'fortran_order': $3, 'shape': $4, }"
  local length
  length=$(printf '\\x%02x' ${#text})
  seed Npy "$1" "\\x93NUMPY\\x01\\x00${length}\\x00${text}$5"
  seed Npy "$1-v3" "\\x93NUMPY\\x03\\x00${length}\\x00\\x00\\x00${text}$5"
}

safetensors_seed() { # name, header, data
  local length
  length=$(printf '\\x%02x\\x%02x' $((${#2} & 255)) $((${#2} >> 8)))
  seed Safetensors "$1" "${length}\\x00\\x00\\x00\\x00\\x00\\x00$2$3"
}

# A quantized tensor: name, nothing, metadata, tensors, bytes of data.
quantized_seed() {
  local data
  data=$(printf '\\x3c%.0s' $(seq "$5"))
  local header="{\"__metadata__\":{$3},$4}" length
  length=$(printf '\\x%02x\\x%02x' $((${#header} & 255)) $((${#header} >> 8)))
  seed Quantized "$1" "${length}\\x00\\x00\\x00\\x00\\x00\\x00$header$data"
}

seeds() {
  npy_seed bytes '|u1' False '(2, 3)' 'abcdef'
  npy_seed scalar '<f8' False '()' 'abcdefgh'
  npy_seed fortran '>i2' True '(2, 1, 2)' 'abcdefgh'
  npy_seed empty '<f4' True '(0, 5)' ''
  npy_seed huge '<u2' False '(4294967296, 4294967296)' ''
  npy_seed bool '|b1' False '(1,)' '\x01'
  safetensors_seed empty '{}' ''
  local one='"t":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}'
  safetensors_seed two '{"__metadata__":{"a":"b"},'"$one"',"u":{"dtype":"F4","shape":[2,1],"data_offsets":[2,3]}}' 'abc'
  local six='"a":{"dtype":"F6_E2M3","shape":[4],"data_offsets":[2,5]}' empty='"c":{"dtype":"F64","shape":[0],"data_offsets":[2,2]}'
  safetensors_seed types "{$six,$empty"',"b":{"dtype":"BF16","shape":[],"data_offsets":[0,2]}}' 'abcde'
  quantized_seed mxfp4 '' '"format":"mxfp4","shape":"2,33","axis":"1"' \
    '"codes":{"dtype":"U8","shape":[2,17],"data_offsets":[0,34]},"scales":{"dtype":"U8","shape":[2,2],"data_offsets":[34,38]}' 38
  quantized_seed nvfp4 '' '"format":"nvfp4","shape":"16","axis":"0"' \
    '"tensor_scale":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"codes":{"dtype":"U8","shape":[8],"data_offsets":[4,12]},"scales":{"dtype":"U8","shape":[1],"data_offsets":[12,13]}' 13
  quantized_seed ggml '' '"format":"ggml-q8_0","shape":"1,32","axis":"1","layout":"ggml-q8_0"' \
    '"codes":{"dtype":"U8","shape":[34],"data_offsets":[0,34]}' 34
  quantized_seed group '' '"format":"uint4-g4-f16-zuint4","shape":"2,4","axis":"0"' \
    '"scales":{"dtype":"F16","shape":[4,1],"data_offsets":[0,8]},"codes":{"dtype":"U8","shape":[4,1],"data_offsets":[8,12]},"zero_points":{"dtype":"U8","shape":[4,1],"data_offsets":[12,16]}' 16
  seed Mem bytes '// two\n// word-bits: 8\n00\nFF\n@1f\n1_2 34 // end\n/* block\n*/ @3 ab\n'
  seed Mem wide '// word-bits: 65\n10123456789abcdef\n@7fffffffffffff00\n00000000000000000\n'
  seed Mem bare '3f 00\r\n@10 2a'
}

# Words that the readers look for.
dictionary() {
  case $1 in
    Npy)
      printf '"%s"\n' "'descr'" "'fortran_order'" "'shape'" True False '<f4' '>f8' '|u1' '\x93NUMPY' '(1,)' '9223372036854775807' \
        '(4294967296, 4294967296)'
      ;;
    Safetensors)
      printf '"%s"\n' '\"__metadata__\"' '\"dtype\"' '\"shape\"' '\"data_offsets\"' '\"F4\"' '\"F6_E3M2\"' '\"U64\"' \
        '[0,0]' '\\ud834\\udd1e' '9223372036854775807'
      ;;
    Quantized)
      printf '"%s"\n' '\"format\"' '\"shape\"' '\"axis\"' '\"codes\"' '\"scales\"' '\"zero_points\"' '\"tensor_scale\"' \
        '\"layout\"' '\"scale-layout\"' '\"mxfp4\"' '\"nvfp4-16x16\"' '\"int4-grow-bf16\"' '\"scale-128x4\"' '\"dense-6\"' \
        '9223372036854775807' '\"U8\"' '\"F32\"'
      ;;
    Mem) printf '"%s"\n' 'word-bits: ' '//' '/*' '*/' '@' '_' 'x' '7fffffffffffffff' ;;
  esac
}

seeds
for reader in "${readers[@]}"; do
  dictionary "$reader" > "$build/$reader.dict"
  sources=(Sources/BinadeVectors/Files/*.swift)
  if [ "$reader" = Quantized ]; then
    # The core is a module of its own, as in the package.
    find Sources/Binade -name '*.swift' -print0 | sort -z | xargs -0 swiftc -swift-version 6 -O -wmo -parse-as-library \
      -module-name Binade -package-name binade -sanitize=address -emit-module -emit-module-path "$build/Binade.swiftmodule" \
      -emit-object -o "$build/Binade.o"
    sources+=(Sources/BinadeVectors/Quantized/*.swift "-I$build" "$build/Binade.o")
  fi
  swiftc -swift-version 6 -O -wmo -parse-as-library -module-name Fuzz -package-name binade -sanitize=fuzzer,address \
    "${sources[@]}" "Tests/Fuzz/Fuzz$reader.swift" -o "$build/fuzz-$reader" > "$build/$reader.log" 2>&1 || {
    grep -v 'Cannot export local symbol' "$build/$reader.log" >&2
    exit 1
  }
  echo "== $reader: $seconds seconds"
  "$build/fuzz-$reader" -max_total_time="$seconds" -max_len=2048 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
    -dict="$build/$reader.dict" -artifact_prefix="$build/findings/$reader-" "$build/corpus-$reader" > "$build/$reader.log" 2>&1 || {
    tail -60 "$build/$reader.log"
    echo "== $reader: a finding; the input is in $build/findings" >&2
    exit 1
  }
  grep -E 'stat::(number_of_executed_units|average_exec_per_sec|peak_rss_mb)|DONE' "$build/$reader.log" | tail -4
done
echo "== no findings"
