// What the verbs that list items or users share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flags.h"
#include "interplay/recommend.h"

namespace interplay::cli {

Flag count_flag(std::string help);
std::size_t count_of(const Arguments& arguments);

// An id or a title as given; unless an id has blanks at its ends, they are cut, as those of cells are.
std::string as_in_files(const Model& model, Role role, const std::string& text);

// The ids (or titles) of a file with one a line; a first line that is the name of the role's column is a heading.
// `remedy`: what to do if there is no such file. Throws Error(not_found, bad_data).
std::vector<std::string> ids_in(const std::string& path, const Model& model, Role role, std::string_view remedy);

// Ranks, ids, scores, titles and reasons, as far as there are any.
std::string table_of(const std::vector<Scored>& list, std::string_view id_name, std::string_view score_name, int width);
// "genres Comedy x user 196 +0.21; like Toy Story (1995) 0.83"
std::string why_text(const Reasons& reasons);

}  // namespace interplay::cli
