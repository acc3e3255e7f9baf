// Columns from data frames of others, by Arrow's C data interface
// (https://arrow.apache.org/docs/format/CDataInterface.html): pandas, Polars, PyArrow, DuckDB. No library of Arrow is
// needed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "interplay/api.h"
#include "interplay/build.h"

// The three structs of the interface, as its specification has them.
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4
extern "C" {
struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};
struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};
}
#endif
#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
extern "C" {
struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema*);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray*);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};
}
#endif

namespace INTERPLAY_API interplay {

// A column of a table, before it is known what for.
struct ArrowColumn {
  std::string name;
  // Numbers of all numeric types, booleans (0 and 1) and times (seconds since 1970, durations in seconds); Ids of
  // texts; Codes of dictionaries; Bags of lists. A null is missing.
  ColumnValues values;
  bool whole = false;  // numbers of an integer type or booleans, which may be ids
  bool times = false;  // dates or times
  std::string type;    // for messages: "int64", "large_string", "list<string>"
};

// Reads a stream of record batches to its end and releases it. Numbers of 64 bits and floats, codes and texts of a
// single batch stay where they are: the columns keep the batch. A stream of arrays that are no structs is one column
// without a name. Throws Error(unsupported) for a type that is no column of a data set, Error(bad_data) for what the
// maker of the stream reports, and for arrays that contradict themselves.
std::vector<ArrowColumn> read_arrow(ArrowArrayStream* stream);

}  // namespace interplay
