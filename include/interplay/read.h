// Reading data from files.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "interplay/api.h"
#include "interplay/dataset.h"
#include "interplay/options.h"

namespace INTERPLAY_API interplay {

class Model;

// Reads interactions from files or folders. Several paths are read as one table, in order (see Dataset::sources).
// Recognised formats: delimited text, the MovieLens layouts (folder, ratings file or zip), and libsvm, libFM and libffm
// text, plain or compressed (gzip, zstd, zip). Vocabularies hold every id of the files. `threads` 0 means all cores;
// the result does not depend on it. Throws Error(bad_data, io, not_found, usage).
Dataset read(std::span<const std::string> paths, const DataOptions& options, int threads = 0);

// The columns that DataOptions::fields could name in addition to the ids of users and items. (Where that option is
// empty, the ids alone are read.) Empty if the data has no such ids, because all columns are read then.
std::vector<std::string> fields_beside_ids(std::span<const std::string> paths, const DataOptions& options,
                                           int threads = 0);

// Every file that `read` may open for these paths: the paths themselves, the ratings in folders and archives, tables
// beside ratings of a known layout, joined files. Reads nothing; a path that does not exist is no error.
std::vector<std::string> files_of(std::span<const std::string> paths, const DataOptions& options);

// Reads data to be scored by `model`, encoded by it (encode_as). Columns, and attributes of ids that it does not know
// (also in tables of options.join), have the names or the layout of its training data; a target is optional. `as_read`
// receives the same rows before encoding, with every id of the files, including ids that the model does not know.
Dataset read_for(const Model& model, std::span<const std::string> paths, const DataOptions& options, int threads = 0,
                 Dataset* as_read = nullptr);

}  // namespace interplay
