// How ids and numbers become vectors, on tables that are seen through at once.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "interplay/metrics.h"
#include "report/words.h"
#include "studies/study_toy.h"
#include "terms/embedding.h"

namespace interplay::report {
namespace {

constexpr std::array<std::uint32_t, 3> ids = {2, 3, 2};
constexpr std::size_t table_rows = 6, columns = 2;

// An id, and the root of the same number as a number.
struct Inputs {
  Schema schema;
  std::array<Column, 2> values;
  std::array<std::uint32_t, 3> rows = {0, 1, 2};

  Inputs() {
    Field id, number;
    id.name = "id";
    std::vector<std::int64_t> known;
    for (std::size_t i = 1; i < table_rows; ++i) known.push_back(static_cast<std::int64_t>(i));
    id.vocabulary = Vocabulary::of_integers(known);
    number.name = "number";
    number.kind = Kind::numeric;
    schema.fields = {id, number};
    std::vector<float> roots;
    for (const std::uint32_t x : ids) roots.push_back(std::sqrt(static_cast<float>(x)));
    values = {CategoricalColumn{std::vector<std::uint32_t>(ids.begin(), ids.end())}, NumericColumn{std::move(roots)}};
  }
  std::array<FieldView, 2> views() const {
    return {FieldView{&schema.fields[0], &values[0], nullptr}, FieldView{&schema.fields[1], &values[1], nullptr}};
  }
};

std::string vector_text(const float* v) { return fmt::format("{:.4f}  {:.4f}", v[0], v[1]); }

}  // namespace

void show_embedding(Study& study) {
  const Inputs inputs;
  EmbeddingOptions options;
  options.numeric = NumericMap::affine;
  options.initializer = {Initializer::Kind::uniform, 0.05};
  options.dense_numbers = true;
  options.squares = false;
  const std::size_t fields[] = {0, 1};
  std::vector<TensorSpec> specs;
  const Embedding embedding("example", inputs.schema, fields, columns, options, specs);
  Parameters parameters(std::move(specs));
  parameters.initialize(static_cast<std::uint64_t>(study.options().seed));
  const Tensor& table = parameters[embedding.slots()[0].tensor];
  for (std::size_t r = 0; r < table_rows; ++r)
    for (std::size_t k = 0; k < columns; ++k)
      parameters.writable(table).row(r)[k] = static_cast<float>(columns * r + k);
  AlignedArray<float> found(inputs.rows.size() * embedding.fields() * embedding.stride());
  const Pooled pooled{inputs.rows.size(), embedding.fields(), columns, embedding.stride(), found.data(), nullptr};
  const auto views = inputs.views();
  embedding.forward(parameters, {views, inputs.rows}, pooled);

  study.heading("Embedding", 3);
  const Tensor& dense = parameters[embedding.slots()[1].tensor];
  study.say(fmt::format(
      "An id becomes its row of a table: here of {} rows of which row i is ({}i, {}i + 1). A number x becomes x W + b, "
      "with W = ({}) as it starts and b = 0. Equal ids, and equal numbers, get equal vectors.",
      table_rows, columns, columns, vector_text(dense.row(0))));
  Report::Table rows{
      .caption = "Vectors of three rows", .headings = {">id", ">its vector", ">number", ">its vector"}, .rows = {}};
  for (std::size_t r = 0; r < inputs.rows.size(); ++r)
    rows.rows.push_back({fmt::format("{}", ids[r]), vector_text(pooled.at(r, 0)),
                         metric_text(std::get<NumericColumn>(inputs.values[1]).values[r]),
                         vector_text(pooled.at(r, 1))});
  study.table(std::move(rows));
}

}  // namespace interplay::report
