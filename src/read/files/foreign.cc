#include "read/files/foreign.h"

#include <algorithm>

#include "interplay/error.h"
#include "read/files/codecs.h"

namespace interplay {
namespace {

using namespace std::string_view_literals;

struct Foreign {
  std::string_view name;
  bool (*recognises)(std::string_view bytes);
  // A line for the shell. IN: the path; OUT: it with the ending .csv.
  std::string_view command;
};

#define INTERPLAY_PANDAS(reader) "python3 -c \"import pandas; pandas." reader "('IN').to_csv('OUT', index=False)\""

constexpr std::string_view excel_command = INTERPLAY_PANDAS("read_excel");
constexpr std::string_view numpy_archive_command =
    "python3 -c \"import numpy; numpy.savetxt('OUT', numpy.load('IN')['NAME'], delimiter=',', fmt='%s')\" (NAME is an "
    "array of it)";
constexpr std::string_view sparse_archive_command =
    "python3 -c \"import scipy.io, scipy.sparse; scipy.io.mmwrite('MTX', scipy.sparse.load_npz('IN'))\"";

// Protocols 2 to 5 begin with the opcode PROTO, and every pickle ends with STOP.
bool is_pickle(std::string_view b) {
  return b.size() > 3 && b[0] == '\x80' && b[1] >= 2 && b[1] <= 5 && b.back() == '.';
}

bool is_tar(std::string_view b) { return b.size() >= 512 && b.substr(257, 5) == "ustar"; }

bool is_r_data(std::string_view b) { return b.starts_with("RDX2\n") || b.starts_with("RDX3\n"); }

// Archives that are not packed are looked into elsewhere.
bool is_packed_workbook(std::string_view b) {
  return b.starts_with("PK\x03\x04") && b.find("[Content_Types].xml") != b.npos;
}

bool is_packed_archive(std::string_view b) { return b.starts_with("PK\x03\x04"); }

// Lines of dictionaries as Python prints them: {'user': 'A1', 'rating': 5.0}
bool is_python_lines(std::string_view b) {
  b.remove_prefix(std::min(b.find_first_not_of(" \t\r\n"), b.size()));
  return b.starts_with("{'") && b.substr(0, b.find('\n')).find("':") != b.npos;
}

// "review/score: 4.0": one line for each value, and an empty one between records.
bool is_record_line(std::string_view line) {
  const std::size_t colon = line.find(": "), slash = line.find('/');
  return colon != line.npos && slash != line.npos && 0 < slash && slash + 1 < colon &&
         line.substr(0, colon).find_first_of(" \t,;\"") == line.npos;
}

bool is_records(std::string_view b) {
  for (int line = 0; line < 2; ++line) {
    const std::size_t end = std::min(b.find('\n'), b.size());
    if (!is_record_line(b.substr(0, end))) return false;
    b.remove_prefix(std::min(end + 1, b.size()));
  }
  return true;
}

// safetensors with the metadata of our files.
bool is_own_model(std::string_view b) {
  return b.size() > 9 && b[8] == '{' && b.substr(0, std::size_t{1} << 16).find("interplay-model") != b.npos;
}

// Where a value of JSON that begins a text ends; npos: nowhere.
std::size_t end_of_value(std::string_view b) {
  std::size_t open = 0;
  bool text = false;
  for (std::size_t i = 0; i < b.size(); ++i) {
    const char c = b[i];
    if (text) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        text = false;
    } else if (c == '"') {
      text = true;
    } else if (c == '[' || c == '{') {
      ++open;
    } else if ((c == ']' || c == '}') && --open == 0) {
      return i + 1;
    }
  }
  return b.npos;
}

// {"user": [1, 2], "item": [3, 4]}, or with objects in place of the lists, as pandas writes a table: one object, whose
// first two values are both lists or both objects.
bool is_json_of_columns(std::string_view b) {
  const auto skip_blanks = [&b] { b.remove_prefix(std::min(b.find_first_not_of(" \t\r\n"), b.size())); };
  const auto take = [&](char wanted) {
    skip_blanks();
    if (!b.starts_with(wanted)) return false;
    b.remove_prefix(1);
    return true;
  };
  if (!take('{')) return false;
  char kind = '\0';
  for (int column = 0; column < 2; ++column) {
    if (column > 0 && !take(',')) return false;
    if (!take('"')) return false;
    const std::size_t quote = b.find('"');
    b.remove_prefix(quote == b.npos ? b.size() : quote + 1);
    if (!take(':')) return false;
    skip_blanks();
    if (!b.starts_with('[') && !b.starts_with('{')) return false;
    if (kind != '\0' && b.front() != kind) return false;
    kind = b.front();
    const std::size_t end = end_of_value(b);
    if (end == b.npos) return false;
    b.remove_prefix(end);
  }
  const std::size_t last = b.find_last_not_of(" \t\r\n");
  return last != b.npos && b[last] == '}' && b.find("\n{") == b.npos;
}

// "1 |user u7 |item i3:0.5": a label, then features behind the names of their namespaces.
bool is_vowpal_wabbit(std::string_view b) {
  std::string_view line = b.substr(0, b.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  const std::size_t bar = line.find('|');
  if (bar == line.npos || (bar > 0 && line[bar - 1] != ' ')) return false;
  if (line.substr(0, bar).find_first_not_of("0123456789+-.eE ") != line.npos) return false;
  std::size_t spaces = 0;
  for (std::size_t at = bar; at != line.npos; at = line.find('|', at + 1)) {
    if (at > 0 && line[at - 1] != ' ') return false;
    if (at + 1 >= line.size()) return false;
    if (line.find(' ', at + 2) == line.npos) return false;
    ++spaces;
  }
  return spaces > 0 && line.find(',') == line.npos && line.find('\t') == line.npos;
}

bool is_web_page(std::string_view b) {
  b.remove_prefix(std::min(b.find_first_not_of(" \t\r\n"), b.size()));
  std::string start(b.substr(0, 14));
  std::ranges::transform(start, start.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return start.starts_with("<!doctype html") || start.starts_with("<html");
}

constexpr std::string_view packed_workbook_command =
    "python3 -c \"import MODULE, io, pandas; pandas.read_excel(io.BytesIO(MODULE.open('IN').read())).to_csv('OUT', "
    "index=False)\"";
constexpr std::string_view python_lines_command =
    "zcat -f 'IN' | python3 -c \"import ast, json; [print(json.dumps(ast.literal_eval(line))) for line in open(0) if "
    "line.strip()]\" > 'JSON'";
constexpr std::string_view records_command =
    "zcat -f 'IN' | python3 -c \"import json; [print(json.dumps(dict(line.split(': ', 1) for line in "
    "record.splitlines() if ': ' in line))) for record in open(0, errors='replace').read().split('\\n\\n') if "
    "record.strip()]\" > 'JSON'";

constexpr std::string_view vowpal_wabbit_command =
    "python3 -c \"import json; [print(json.dumps({'target': float(line.split()[0])} | {part.split()[0]: "
    "part.split()[1] "
    "if len(part.split()) == 2 else part.split()[1:] for part in line.split('|')[1:]})) for line in open('IN') if "
    "line.strip()]\" > 'JSON'";

constexpr Foreign formats[] = {
    {"a packed Excel workbook (xlsx)", is_packed_workbook, packed_workbook_command},
    {"a packed zip archive", is_packed_archive, "zcat -f 'IN' > 'ZIP'"},
    {"lines of Python's dictionaries, which are not JSON", is_python_lines, python_lines_command},
    {"a text of records with a line for each value", is_records, records_command},
    {"a Parquet file that is cut off", [](std::string_view b) { return b.starts_with("PAR1") && !b.ends_with("PAR1"); },
     ""},
    {"a Feather file (Arrow)",
     [](std::string_view b) { return b.starts_with("ARROW1\0\0"sv) || b.starts_with("FEA1"); },
     INTERPLAY_PANDAS("read_feather")},
    {"an ORC file", [](std::string_view b) { return b.starts_with("ORC") && b.find('\0') != b.npos; },
     INTERPLAY_PANDAS("read_orc")},
    {"an HDF5 file", [](std::string_view b) { return b.starts_with("\x89HDF\r\n\x1a\n"); },
     INTERPLAY_PANDAS("read_hdf")},
    {"a pickle of Python", is_pickle, INTERPLAY_PANDAS("read_pickle")},
    {"an array of NumPy", [](std::string_view b) { return b.starts_with("\x93NUMPY"); },
     "python3 -c \"import numpy; numpy.savetxt('OUT', numpy.load('IN'), delimiter=',', fmt='%s')\""},
    {"an old Excel workbook (xls)",
     [](std::string_view b) { return b.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"); }, excel_command},
    {"a Stata file", [](std::string_view b) { return b.starts_with("<stata_dta>"); }, INTERPLAY_PANDAS("read_stata")},
    {"a MATLAB file", [](std::string_view b) { return b.starts_with("MATLAB 5.0 MAT-file"); },
     "python3 -c \"import numpy, scipy.io; numpy.savetxt('OUT', scipy.io.loadmat('IN')['NAME'], delimiter=',', "
     "fmt='%s')\" (NAME is a matrix of it)"},
    {"an object of R (rds)", [](std::string_view b) { return b.starts_with("X\n\0\0\0"sv); },
     "Rscript -e \"write.csv(readRDS('IN'), 'OUT', row.names = FALSE)\""},
    {"a workspace of R (RData)", is_r_data,
     "Rscript -e \"load('IN'); write.csv(NAME, 'OUT', row.names = FALSE)\" (NAME is a table of it)"},
    {"a tar archive", is_tar, "tar -xf 'IN'"},
    {"a 7z archive", [](std::string_view b) { return b.starts_with("7z\xBC\xAF\x27\x1C"); }, "7z x 'IN'"},
    {"a RAR archive", [](std::string_view b) { return b.starts_with("Rar!\x1A\x07"); }, "unrar x 'IN'"},
    {"lz4 data", [](std::string_view b) { return b.starts_with("\x04\x22\x4D\x18"); }, "lz4 -d 'IN'"},
    {"a pointer of Git LFS to a file elsewhere",
     [](std::string_view b) { return b.starts_with("version https://git-lfs.github.com/spec/"); }, ""},
    {"a trained model", is_own_model, ""},
    {"JSON of columns", is_json_of_columns, INTERPLAY_PANDAS("read_json")},
    {"text of Vowpal Wabbit", is_vowpal_wabbit, vowpal_wabbit_command},
    {"a web page", is_web_page, ""},
};

#undef INTERPLAY_PANDAS

// Names that need no escape between quotes of the shell and of Python stand in the command as they are.
bool plain(const std::string& path) { return path.find_first_of("'\"\\$`!\n") == std::string::npos; }

void replace(std::string& text, std::string_view word, const std::string& by) {
  for (std::size_t place = text.find(word); place != std::string::npos; place = text.find(word, place + by.size()))
    text.replace(place, word.size(), by);
}

std::string filled(std::string_view command, const std::string& path) {
  const std::string in = plain(path) ? path : "FILE", plain_path = without_suffix(in);
  const std::size_t dot = plain_path.rfind('.'), slash = plain_path.rfind('/');
  const bool ending = dot != std::string::npos && (slash == std::string::npos || dot > slash + 1);
  const std::string stem = ending ? plain_path.substr(0, dot) : plain_path;
  std::string text(command);
  // A file that is called .csv already must not be overwritten.
  replace(text, "'OUT'", "'" + stem + (stem + ".csv" == path ? "-converted" : "") + ".csv'");
  replace(text, "'JSON'", "'" + stem + ".jsonl'");
  replace(text, "'ZIP'", "'" + stem + ".zip'");
  replace(text, "MODULE", path.ends_with(".bz2") ? "bz2" : path.ends_with(".xz") ? "lzma" : "gzip");
  replace(text, "'MTX'", "'" + stem + ".mtx'");
  replace(text, "'IN'", "'" + in + "'");
  return text;
}

[[noreturn]] void refuse(std::string_view name, std::string_view command, const std::string& path) {
  throw Error(Code::bad_data, at(path),
              "is " + std::string(name) + ", expected text, plain or packed (" + codec_names() + ", zip)",
              command.empty() ? "name the data itself" : "convert it with: " + filled(command, path));
}

}  // namespace

void check_foreign(std::string_view bytes, const std::string& path) {
  for (const Foreign& format : formats)
    if (format.recognises(bytes)) refuse(format.name, format.command, path);
}

void check_foreign_archive(std::span<const std::string> entries, const std::string& path) {
  const auto has = [&](std::string_view name) { return std::ranges::find(entries, name) != entries.end(); };
  if (has("[Content_Types].xml")) refuse("an Excel workbook (xlsx)", excel_command, path);
  if (has("mimetype") && has("content.xml")) refuse("an OpenDocument sheet (ods)", excel_command, path);
  const auto array = [](const std::string& name) { return name.ends_with(".npy"); };
  if (entries.empty() || !std::ranges::all_of(entries, array)) return;
  const bool sparse = has("indices.npy") && has("indptr.npy");
  refuse(sparse ? "a sparse matrix of SciPy (npz)" : "an archive of NumPy's arrays (npz)",
         sparse ? sparse_archive_command : numpy_archive_command, path);
}

}  // namespace interplay
