#include "read/format.h"

namespace interplay {

Recognised recognise(const Text& text, Contents contents, const DataOptions& options) {
  for (const Format* format : format_table())
    if (format->name == options.format) return {format, Certainty::certain};
  Recognised best{nullptr, Certainty::none};
  for (const Format* format : format_table()) {
    const Certainty certainty = format->recognise(text, contents, options);
    if (certainty > best.certainty) best = {format, certainty};
    if (certainty == Certainty::certain) break;  // the first one reads the file; looking takes time
  }
  return best;
}

}  // namespace interplay
