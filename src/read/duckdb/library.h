// The functions of DuckDB's C interface that are used here, declared as https://duckdb.org/docs/stable/clients/c/api
// describes them, and the library that they are looked up in.
#pragma once

#include <cstdint>

#include "base/late_library.h"

namespace interplay::duckdb {

using Count = std::uint64_t;
using Handle = void*;  // of a database, a connection, a statement, a chunk, a vector
constexpr int success = 0;

// What comes back by value: five members that are not to be used any more, and what they hide.
struct Result {
  Count columns, rows, changed;
  void* column_data;
  char* message;
  void* internal;
};

// A text of up to 12 bytes lies in the place itself.
union Text {
  struct {
    std::uint32_t length;
    char bytes[12];
  } inlined;
  struct {
    std::uint32_t length;
    char prefix[4];
    char* bytes;
  } elsewhere;
};
static_assert(sizeof(Text) == 16);

// Numbers of types, as far as they are looked at.
enum Type : int {
  boolean = 1,
  tinyint = 2,
  smallint = 3,
  integer = 4,
  bigint = 5,
  utinyint = 6,
  usmallint = 7,
  uinteger = 8,
  ubigint = 9,
  real = 10,
  double_precision = 11,
  timestamp = 12,
  date = 13,
  hugeint = 16,
  varchar = 17,
  blob = 18,
  decimal = 19,
  timestamp_s = 20,
  timestamp_ms = 21,
  timestamp_ns = 22,
  enumeration = 23,
  list = 24,
  uuid = 27,
  timestamp_tz = 31,
  uhugeint = 32,
  array = 33
};

struct Library {
  Library();

  LateLibrary library;

  int (*open_ext)(const char* path, Handle* database, Handle config, char** error);
  void (*close)(Handle* database);
  int (*create_config)(Handle* config);
  int (*set_config)(Handle config, const char* name, const char* value);
  void (*destroy_config)(Handle* config);
  int (*connect)(Handle database, Handle* connection);
  void (*disconnect)(Handle* connection);
  int (*query)(Handle connection, const char* sql, Result* result);
  int (*prepare)(Handle connection, const char* sql, Handle* statement);
  const char* (*prepare_error)(Handle statement);
  int (*execute_streaming)(Handle statement, Result* result);
  void (*destroy_prepare)(Handle* statement);
  const char* (*result_error)(Result* result);
  void (*destroy_result)(Result* result);
  Count (*column_count)(Result* result);
  const char* (*column_name)(Result* result, Count column);
  int (*column_type)(Result* result, Count column);
  Handle (*fetch_chunk)(Result result);
  void (*destroy_chunk)(Handle* chunk);
  Count (*chunk_size)(Handle chunk);
  Handle (*chunk_vector)(Handle chunk, Count column);
  void* (*vector_data)(Handle vector);
  std::uint64_t* (*vector_validity)(Handle vector);
  void (*free)(void* memory);
};

// Loaded once. Throws Error(unsupported), with the command that brings it.
const Library& library();

}  // namespace interplay::duckdb
