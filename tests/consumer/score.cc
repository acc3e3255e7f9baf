// What a service in C++ does with the component `scoring`: scores, lists, reasons.
// Usage: score MODEL PREDICTIONS, a model file and what it predicts for the first row below (tests/model/golden).
#include <cmath>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/explain.h"
#include "interplay/item_index.h"
#include "interplay/recommend.h"
#include "interplay/score.h"
#include "interplay/version.h"

#if INTERPLAY_VERSION_NUMBER < 1000 || INTERPLAY_VERSION_MAJOR > 0
#error "the version of the headers is not one that this program knows"
#endif

int main(int, char** arguments) {
  const auto model = interplay::Model::load(arguments[1], /*verify=*/true);
  float wanted = 0;
  std::ifstream(arguments[2]) >> wanted;

  const std::vector<std::pair<std::string, std::string>> row = {{"user", "u1"}, {"item", "100"}, {"hour", "3"}};
  const std::vector<interplay::ScoringSession::NamedValue> values(row.begin(), row.end());
  const float score = interplay::ScoringSession(model).predict(values);
  const auto data = interplay::encode_row(model.star(), row);
  const auto reasons = interplay::explain(model, data, 0);

  const auto list = interplay::Recommender(model).recommend("u1", 5);
  const interplay::ItemIndex index(model);
  const auto top = index.top("u1", 5);
  const bool same = list.size() == 5 && top.size() == 5 && index.id(top[0].item) == list[0].item;
  try {
    interplay::Model::load("no such file");
  } catch (const interplay::Error& error) {
    const bool known = error.code() == interplay::Code::not_found;
    std::cout << interplay::library_version() << ": " << score << ", best item " << list[0].item << "; " << error.what()
              << '\n';
    return known && same && std::abs(score - wanted) < 1e-5f && model.predict(data)[0] == score &&
                   reasons.prediction == score && interplay::library_version() == INTERPLAY_VERSION
               ? 0
               : 1;
  }
  return 1;
}
