// interplay pack: files in, one mapped file out that stands for them.
#include <chrono>
#include <filesystem>

#include <fmt/format.h>

#include "interplay/error.h"
#include "interplay/options.h"
#include "interplay/read.h"
#include "interplay/store.h"
#include "json_output.h"
#include "memory.h"
#include "outputs.h"
#include "settings.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

// Where none is named, rows are spooled all the same: packing is for many of them.
constexpr std::string_view usual_limit = "2GB";

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::uint64_t bytes_of(const std::vector<StoreInfo::Source>& sources) {
  std::uint64_t bytes = 0;
  for (const StoreInfo::Source& source : sources) bytes += source.bytes;
  return bytes;
}

int run_pack(const Arguments& arguments, Console& console) {
  const auto start = std::chrono::steady_clock::now();
  const auto out = arguments.value("out");
  if (!out) throw Error(Code::usage, "pack needs a file to write", "name it with --out, as in --out ratings.store");
  DataOptions options;
  TrainOptions running;
  apply(arguments, options);
  apply(arguments, running);
  for (const std::string& path : arguments.operands)
    if (is_store(path)) throw Error(Code::usage, at(path), "is a store already", "pack the files that it was made of");
  const std::vector<std::string> sources = files_of(arguments.operands, options);
  const Output output{*out, "the store"};
  check_outputs({&output, 1}, sources);
  const auto given = spool_of(running);
  const auto spool = given ? given : make_spool(*memory_limit(std::string(usual_limit)));
  const Dataset data = read(arguments.operands, options, static_cast<int>(running.threads), spool);
  console.notes(data.notes);
  write_store(data, options, {.bfloat16 = arguments.has("bfloat16"), .sources = sources}, *out);
  const StoreInfo info = store_info(*out);
  const double seconds = seconds_since(start);
  if (console.json) {
    Json fields = Json::array();
    for (const Field& field : data.schema.fields) fields.push_back(field.name);
    console.result(line_of({{"path", *out},
                            {"rows", info.rows},
                            {"bytes", info.bytes},
                            {"read_bytes", bytes_of(info.sources)},
                            {"fields", std::move(fields)},
                            {"seconds", seconds},
                            {"peak_bytes", resident_memory().peak}}));
    return 0;
  }
  console.result(fmt::format("packed {} ({}, {}) in {}\n", *out, counted(info.rows, "row"),
                             in_bytes(static_cast<double>(info.bytes)), in_seconds(seconds)));
  console.next(fmt::format("interplay train {}{}", quoted_for_shell(*out),
                           data.has_target() ? " --test 0.2 --out model.safetensors" : " --implicit --test 0.2"));
  return 0;
}

std::vector<Flag> pack_flags(std::string_view) {
  const std::vector<Flag> own = {
      out_flag("File to write, such as ratings.store", "File to write, such as ratings.store"),
      {.name = "bfloat16",
       .takes = Flag::Takes::nothing,
       .group = "Output",
       .help = "Keep numbers of features in half the bytes, rounded to 8 binary digits",
       .brief = "Keep numbers of features in half the bytes"},
  };
  return joined(flags_of(DataOptions{}), own, flags_of(TrainOptions{}, passing_options), output_flags());
}

}  // namespace

const Verb& pack_verb() {
  static const Verb verb = {
      .name = "pack",
      .summary = "Encodes data once, into one file that stands wherever a data path does: it is mapped, not parsed.",
      .operands = {{.name = "PATH", .repeated = true}},
      .examples = {"interplay pack ml-1m/ --out ml-1m.store",
                   "interplay pack 'log/*.csv.gz' --target label --out log.store",
                   "interplay train log.store --test 0.1 --memory-limit 2GB"},
      .flags = pack_flags,
      .run = run_pack,
  };
  return verb;
}

}  // namespace interplay::cli
