#include "terms/side_by_side.h"

#include <algorithm>
#include <cassert>

namespace interplay {
namespace {

class SideBySide final : public Term {
 public:
  SideBySide(std::size_t table, std::size_t columns, std::size_t second_table, std::size_t second_columns)
      : Term(table), columns_(columns + second_columns), second_table_(second_table) {}

  std::string_view kind() const override { return "side_by_side"; }
  std::size_t columns() const override { return 0; }
  BlockShape block() const override { return {1, columns_}; }
  std::string column_name(std::size_t, std::span<const std::string>) const override { return ""; }
  std::optional<std::size_t> second_table() const override { return second_table_; }

  void forward(const StepContext& context, const Pooled& in, Output out, std::span<float>) const override {
    assert(in.fields * in.columns + context.second.fields * context.second.columns == columns_);
    for (std::size_t r = 0; r < in.rows; ++r) {
      float* to = out.block.row(r);
      for (const Pooled* table : {&in, &context.second})
        for (std::size_t f = 0; f < table->fields; ++f) to = std::copy_n(table->at(r, f), table->columns, to);
    }
  }

  void backward(const StepContext& context, const Pooled& in, Output out_gradient, const Pooled& in_gradient,
                std::span<float>, std::span<float* const>) const override {
    for (std::size_t r = 0; r < in.rows; ++r) {
      const float* from = out_gradient.block.row(r);
      for (const Pooled* table : {&in_gradient, &context.second_gradient})
        for (std::size_t f = 0; f < table->fields; ++f)
          for (std::size_t k = 0; k < table->columns; ++k) table->at(r, f)[k] += *from++;
    }
  }

 private:
  std::size_t columns_, second_table_;
};

}  // namespace

std::unique_ptr<Term> side_by_side(std::size_t table, std::size_t columns, std::size_t second_table,
                                   std::size_t second_columns) {
  return std::make_unique<SideBySide>(table, columns, second_table, second_columns);
}

}  // namespace interplay
