// What a program of another project does: it reads ratings, trains, measures, saves, loads and predicts, by the public
// interface alone.
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/evaluate.h"
#include "interplay/read.h"
#include "interplay/recommend.h"
#include "interplay/split.h"

int main() {
  const std::string ratings = "consumer-ratings.csv", file = "consumer-model.safetensors";
  {
    std::ofstream out(ratings);
    out << "user,item,rating\n";
    for (int user = 0; user < 40; ++user)
      for (int item = 0; item < 30; ++item)
        if ((user * 7 + item * 3) % 4 != 0) out << user << ',' << item << ',' << 1 + (user % 3 + item % 3) << '\n';
  }
  auto data = interplay::read(std::vector<std::string>{ratings}, {});
  interplay::SplitOptions options;
  options.test = 0.2;
  const auto parts = interplay::split(data, options, /*seed=*/1);
  const auto encoded = interplay::encode(std::move(data), parts.train, {});
  const auto model = interplay::train(encoded, parts, interplay::default_options("fm"));
  const double rmse = interplay::evaluate(model, encoded, parts.test, {}).metrics.front().second;
  model.save(file);
  const auto loaded = interplay::Model::load(file);
  const bool same = loaded.predict(encoded) == model.predict(encoded);
  const auto list = interplay::Recommender(loaded).recommend("3", 5);
  std::remove(ratings.c_str());
  std::remove(file.c_str());
  try {
    interplay::read(std::vector<std::string>{"no such file.csv"}, {});
  } catch (const interplay::Error& error) {
    std::cout << "rmse " << rmse << ", best item " << list.front().item << "; " << error.what() << '\n';
    return std::isfinite(rmse) && rmse < 1.2 && same && list.size() == 5 ? 0 : 1;
  }
  return 1;
}
