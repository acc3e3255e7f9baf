// --with: further models, with which the first one's predictions are averaged.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "interplay/model.h"
#include "verb.h"

namespace interplay::cli {

Flag with_flag();
// `first` and the models of --with. Throws Error(usage) if one of the flags `excluded` is given as well, which are
// about a single model.
std::vector<Model> models_with(const Arguments& arguments, const Model& first,
                               std::initializer_list<std::string_view> excluded);

}  // namespace interplay::cli
