// The options of data: files, columns, and what is made of them.
#include "base/format_names.h"
#include "base/options/table.h"

namespace interplay {
namespace {

std::vector<std::string_view> format_choices() {
  std::vector<std::string_view> choices = format_names();
  choices.insert(choices.begin(), "auto");
  return choices;
}

}  // namespace

template <>
std::span<const Option<DataOptions>> options<DataOptions>() {
  using O = DataOptions;
  static const std::vector<Option<O>> table = {
      {.name = "format",
       .member = &O::format,
       .group = "Files",
       .help = "Layout of the files; auto looks at their names and first lines",
       .choices = format_choices()},
      {.name = "delimiter",
       .member = &O::delimiter,
       .group = "Files",
       .help = "Characters between columns, such as ',' or '::' or 'tab', or 'blanks' for any run of spaces and tabs; "
               "empty infers it from the first lines"},
      {.name = "header",
       .member = &O::header,
       .group = "Files",
       .help = "Whether the first line names the columns; auto says yes when it looks unlike the lines below it",
       .choices = {"auto", "yes", "no"}},
      {.name = "encoding",
       .member = &O::encoding,
       .group = "Files",
       .help = "Encoding of text: auto, utf-8, windows-1252, latin-1, or another that iconv knows, such as gb18030; "
               "auto reads UTF-8 and UTF-16, and Windows-1252 (Latin-1 with quotes and the euro) where the bytes are "
               "not UTF-8"},
      {.name = "decimal",
       .member = &O::decimal,
       .group = "Files",
       .help = "The decimal mark of numbers, the other one being between thousands; auto decides by the cells of each "
               "column and asks where 1,234 may be both",
       .choices = {"auto", "point", "comma"},
       .recorded_if_set = true},
      {.name = "time_format",
       .member = &O::time_format,
       .group = "Files",
       .help = "How times are written: a format of strptime such as '%d.%m.%Y %H:%M', or s, ms, us or ns for numbers "
               "since 1970; empty decides by the cells",
       .recorded_if_set = true},
      {.name = "quote",
       .member = &O::quote,
       .group = "Files",
       .help = "How cells between double quotes write a quote: double as two of them, backslash also as one after a "
               "backslash; none takes quotes for ordinary characters; auto is what cuts the lines most evenly, double "
               "if all do",
       .choices = {"auto", "none", "double", "backslash"},
       .recorded_if_set = true},
      {.name = "comment",
       .member = &O::comment,
       .group = "Files",
       .help = "Text that begins a line to be left out, such as '#'; empty means that there are no such lines",
       .recorded_if_set = true},
      {.name = "missing",
       .member = &O::missing,
       .group = "Files",
       .help = "Texts of cells that mean a missing value, as an empty cell does; '' keeps all texts as values (in "
               "columns of numbers, marks such as ? and n/a are missing in any case); unless given, they are values "
               "among ids that are no integers, and NA among codes of two letters",
       .recorded_if_set = true},
      {.name = "skip_bad_lines",
       .member = &O::skip_bad_lines,
       .group = "Files",
       .help = "Leave out lines that cannot be read and count them, rather than stop at the first one"},
      {.name = "user",
       .member = &O::user,
       .group = "Columns",
       .help = "Column of user ids, by name or by number from 1; empty infers it",
       .brief = "Column of user ids, by name or number"},
      {.name = "item",
       .member = &O::item,
       .group = "Columns",
       .help = "Column of item ids, by name or by number from 1; empty infers it",
       .brief = "Column of item ids"},
      {.name = "target",
       .member = &O::target,
       .group = "Columns",
       .help = "Column of the value to predict, by name or by number from 1; empty infers it",
       .brief = "Column of the value to predict"},
      {.name = "weight",
       .member = &O::weight,
       .group = "Columns",
       .help = "Column of row weights, by name or number: in the loss, weight 2 counts as the same row twice; empty "
               "means none"},
      {.name = "time",
       .member = &O::time,
       .group = "Columns",
       .help = "Column of time, by name or number, for splits by time; empty infers it, 'none' leaves it out"},
      {.name = "group",
       .member = &O::group,
       .group = "Columns",
       .help = "Column that names the group of a row, by name or number: it is carried along, and splits by column can "
               "use it"},
      {.name = "fields",
       .member = &O::fields,
       .group = "Columns",
       .help = "Columns that the model reads, in order; day is derived from the time if there is no such column; empty "
               "means the ids of users and items and the columns of joined tables, or all columns if there are no ids",
       .brief = "Columns that the model reads"},
      {.name = "join",
       .member = &O::join,
       .group = "Columns",
       .help = "Files with features of users or items, as FILE:KEY, where KEY is the id column shared with the "
               "interactions",
       .recorded = false,
       .brief = "Tables of users or items, as FILE:KEY"},  // the model file holds the joined tables; its bytes do not
                                                           // depend on paths
      {.name = "multi",
       .member = &O::multi,
       .group = "Columns",
       .help = "Columns whose cells hold several values, as name or name:separator ('|' unless given), such as "
               "'genres:, ' or 'tags:::' for ::"},
      {.name = "numeric",
       .member = &O::numeric,
       .group = "Columns",
       .help = "Columns to read as numbers even if they look like categories"},
      {.name = "categorical",
       .member = &O::categorical,
       .group = "Columns",
       .help = "Columns to read as categories even if they look like numbers"},
      {.name = "cross",
       .member = &O::cross,
       .group = "Columns",
       .help = "Columns made by crossing others, as a*b: one category for each combination of their values"},
      {.name = "session",
       .member = &O::session,
       .group = "Columns",
       .help =
           "Adds sessions of users, one field for each gap in seconds: rows of a user that follow each other within 60 "
           "seconds share a value of session_60; in models fm and deepfm sessions have weights and no vectors"},
      {.name = "top",
       .member = &O::top,
       .group = "Columns",
       .help = "Keeps only the N most frequent values of a column, given as name:N; other values count as unseen"},
      {.name = "min_count",
       .member = &O::min_count,
       .group = "Columns",
       .help = "Categories with fewer training rows than N become one, which unseen ones join: N for every column, or "
               "name:N for one",
       .recorded_if_set = true},
      {.name = "hash_buckets",
       .member = &O::hash_buckets,
       .group = "Columns",
       .help =
           "Hashes the categories of columns without bound into N buckets, so that the model stores no ids and knows "
           "new ones by their bucket: N for every column, or name:N for one",
       .recorded_if_set = true},
      {.name = "hash_seed",
       .member = &O::hash_seed,
       .group = "Columns",
       .help = "Seed of the buckets: another one makes other categories share a bucket",
       .low = 0,
       .recorded_if_set = true},
      {.name = "history",
       .member = &O::history,
       .group = "Columns",
       .help = "Adds what an entity has training rows with, given as user:item: the field user_item_history of a user "
               "holds those items, n of them with weight n^-1/2 each; user:item:weighted gives each the weight of its "
               "rows instead"},
      {.name = "counts",
       .member = &O::counts,
       .group = "Columns",
       .help = "Adds the number n of training rows of a user or item: user adds user_log_count, log(1 + n); user:bins "
               "adds user_count, its category: 1, 2-3, 4-7, 8-15 and so on"},
      {.name = "powers",
       .member = &O::powers,
       .group = "Columns",
       .help = "Adds powers of numbers: age:3 adds age^2 and age^3 of the standardised age; day:1 reads the day as a "
               "number"},
      {.name = "derive",
       .member = &O::derive,
       .group = "Columns",
       .help = "Columns made from others, as NAME:VALUE; NAME is counts, powers, session, cross or history, and VALUE "
               "what the option of that name takes; or log_square, where price makes the categories "
               "floor(log(price)^2); or "
               "quantiles, where price or price:20 makes categories of equally many training rows (10 unless given), "
               "missing "
               "ones being one more; or hour, weekday or month of the column of times, in UTC",
       .recorded_if_set = true},
      {.name = "pooling",
       .member = &O::pooling,
       .group = "Columns",
       .help = "How the values of one multi-valued cell become one vector: mean, sum, sqrt (n^-1/2 each) or "
               "padded_mean(N) over exactly N slots"},
      {.name = "numeric_scale",
       .member = &O::numeric_scale,
       .group = "Columns",
       .help = "How numbers are scaled, with statistics of the training rows: standard is (x - mean) / deviation, "
               "minmax brings their range to 0..1, robust is (x - median) / deviation, estimated from the quartiles "
               "and limited to 8 deviations, quantile is the share of smaller numbers, log is log(1 + |x|) with the "
               "sign of x, then standard, none subtracts the mean only, raw leaves them unchanged (missing is then 0); "
               "auto is the first of standard, log and robust that leaves no training row more than 8 deviations out "
               "(8 times the exponent for powers)",
       .choices = {"auto", "standard", "minmax", "robust", "quantile", "log", "none", "raw"}},
      {.name = "normalize_rows",
       .member = &O::normalize_rows,
       .group = "Columns",
       .help = "Divide the values of each row of libsvm, libfm and libffm text by their Euclidean norm, as libffm and "
               "xLearn do; they are not scaled otherwise"},
      {.name = "vocabulary",
       .member = &O::vocabulary,
       .group = "Columns",
       .help = "Which categories models know: train means those of the training rows, all means those of all rows, "
               "held-out ones included, as in notebooks that encode before they split",
       .choices = {"train", "all"}},
      {.name = "implicit",
       .member = &O::implicit,
       .group = "Columns",
       .help = "Rows are interactions that happened, such as clicks, and there is nothing to predict: a column of "
               "targets is left out, unless threshold or confidence reads it",
       .recorded_if_set = true,
       .brief = "Rows are interactions that happened, without targets"},
      {.name = "threshold",
       .member = &O::threshold,
       .group = "Columns",
       .help = "With implicit: only rows whose target is at least this number are interactions; empty means all rows",
       .recorded_if_set = true},
      {.name = "confidence",
       .member = &O::confidence,
       .group = "Columns",
       .help = "With implicit: the weight of an interaction; linear is 1 + alpha n and log is 1 + alpha log(1 + n), "
               "where n is its target (plays, seconds, ...), summed over repeats, or without one the number of repeats",
       .choices = {"none", "linear", "log"},
       .recorded_if_set = true},
      {.name = "alpha",
       .member = &O::alpha,
       .group = "Columns",
       .help = "Factor of counts in confidence",
       .low = 0,
       .high = 1e6,
       .recorded_if_set = true},
      {.name = "repeats",
       .member = &O::repeats,
       .group = "Columns",
       .help =
           "With implicit: whether rows of the same user and item become one, the last of them (merge), or stay (keep)",
       .choices = {"merge", "keep"},
       .recorded_if_set = true},
  };
  return table;
}

// INTERPLAY_API: instances of a template do not take it from their namespace.
template INTERPLAY_API void set_option(DataOptions&, std::string_view, std::string_view);
template INTERPLAY_API std::string get_option(const DataOptions&, std::string_view);
template INTERPLAY_API void check_options(const DataOptions&);

}  // namespace interplay
