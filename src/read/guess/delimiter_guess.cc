#include "read/guess/delimiter_guess.h"

#include "data/shown.h"
#include "interplay/error.h"
#include "read/guess/sample.h"

namespace interplay {

// On a tie the first in this order, which begins with characters that are rare inside values.
std::string guess_delimiter(const Text& text, TextFormat format) {
  std::string best;
  std::size_t most = 0;
  for (const char* delimiter : {"::", "\t", ";", ",", "|", " "}) {
    format.delimiter = delimiter;
    const Sample sample = sample_of(text, format);
    const CellCount usual = usual_cells(sample);
    if (usual.cells < 2 || 2 * usual.lines < sample.size()) continue;
    if (usual.lines > most) {
      best = delimiter;
      most = usual.lines;
    }
  }
  return best;
}

std::string delimiter_name(const std::string& delimiter) {
  if (delimiter == "\t") return "tab";
  if (delimiter == " ") return "space";
  return "'" + delimiter + "'";
}

std::string spelled_delimiter(const std::string& option) {
  if (option == "tab" || option == "\\t") return "\t";
  if (option == "space") return " ";
  if (option == "comma") return ",";
  if (option == "semicolon") return ";";
  if (option == "pipe") return "|";
  if (option.find_first_of("\"\r\n") != std::string::npos || option.find('\0') != std::string::npos)
    throw Error(Code::usage, "delimiter is " + shown(option) + ", expected characters other than quotes and newlines");
  return option;
}

}  // namespace interplay
