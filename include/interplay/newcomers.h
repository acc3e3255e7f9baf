// Users and items that training did not see, by what is known of them: their attributes (age, genres, ...).
//
// Data that names them is scored with read_for (interplay/read.h) or encode_as (interplay/encode.h), a single row with
// encode_row or a ScoringSession: all of them take attributes of ids that the model does not know from the data. The
// functions here make a model that knows them once and for all, for lists and for many requests.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "interplay/api.h"
#include "interplay/dataset.h"
#include "interplay/model.h"
#include "interplay/options.h"

namespace INTERPLAY_API interplay {

// The names of the attributes that the model reads of its users or its items (Role::user, Role::item); empty if it
// reads the ids alone.
std::vector<std::string> attributes(const Model& model, Role role);

// The model with a row in its tables for every id of `newcomers` that it does not know and of which the data has a
// value of an attribute. The data is not encoded (see read_newcomers, DatasetBuilder); attributes are found by name,
// beside the id. An id stays unseen (it has no weight or vector of its own), and values that training has not seen are
// missing; attributes of ids that the model knows stay those of the model. Parameters are shared with `model`, and
// predictions for all other ids are the same. `notes`, if given, receives what was found, in words. Throws
// Error(bad_data) for a column of a kind that cannot be converted.
Model with_newcomers(const Model& model, const Dataset& newcomers, std::vector<std::string>* notes = nullptr);

// Reads a table of users or items, one row an id, for with_newcomers: the column of ids (`key`: its name; empty: it is
// found by the usual names, or is the first one of a known table) and the columns that are attributes of the model.
// Throws Error(usage) if there is no such column, or none of the attributes, naming what the model reads;
// Error(bad_data) for a value of another kind, with its place; Error(io, not_found).
Dataset read_newcomers(const Model& model, const std::string& path, Role role, const std::string& key = "",
                       const DataOptions& options = {}, int threads = 0);

// The same for the tables that `joins` name as DataOptions::join does (FILE:KEY or FILE:KEY=KEY_IN_FILE, where KEY is
// user, item, or the name of one of the model's columns of ids).
Model with_joined_newcomers(const Model& model, std::span<const std::string> joins, const DataOptions& options = {},
                            std::vector<std::string>* notes = nullptr, int threads = 0);

}  // namespace interplay
