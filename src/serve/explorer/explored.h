// What the explorer keeps of a model that is served: nothing until a page first asks for it.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "serve/explorer/explorer.h"
#include "serve/explorer/past.h"

namespace interplay::serve {

class Explored {
 public:
  Explored(Model model, std::vector<std::string> seen)
      : model_(std::move(model)), explorer_(model_), seen_(std::move(seen)) {}

  const Explorer& explorer() const { return explorer_; }
  // What users had according to the files of --seen, which are read now; null without files.
  const Past* past() const;

 private:
  Model model_;
  Explorer explorer_;
  std::vector<std::string> seen_;
  mutable std::once_flag read_;
  mutable std::optional<Past> past_;
};

}  // namespace interplay::serve
