// A term in one file. It writes a block, piece by piece.
#include <algorithm>

#include "exercise/parts.h"

namespace interplay {
namespace {

class Products final : public Term {
 public:
  Products(Source source, std::size_t fields, std::size_t columns)
      : Term(source), width_(products_width(fields, columns)) {}

  std::string_view kind() const override { return "products"; }
  std::size_t columns() const override { return 0; }
  BlockShape block() const override { return {1, width_}; }
  std::string column_name(std::size_t, std::span<const std::string>) const override { return ""; }

  void forward(const StepContext&, const Pooled& in, Output out, std::span<float>) const override {
    for (std::size_t r = 0; r < in.rows; ++r) {
      float* to = out.block.row(r);
      for (std::size_t f = 0; f < in.fields; ++f) to = std::copy_n(in.at(r, f), in.columns, to);
      for (std::size_t f = 0; f < in.fields; ++f)
        for (std::size_t g = f + 1; g < in.fields; ++g) {
          float product = 0;
          for (std::size_t k = 0; k < in.columns; ++k) product += in.at(r, f)[k] * in.at(r, g)[k];
          *to++ = product;
        }
    }
  }

  void backward(const StepContext&, const Pooled& in, Output out_gradient, const Pooled& in_gradient, std::span<float>,
                std::span<float* const>) const override {
    for (std::size_t r = 0; r < in.rows; ++r) {
      const float* from = out_gradient.block.row(r);
      for (std::size_t f = 0; f < in.fields; ++f)
        for (std::size_t k = 0; k < in.columns; ++k) in_gradient.at(r, f)[k] += *from++;
      for (std::size_t f = 0; f < in.fields; ++f)
        for (std::size_t g = f + 1; g < in.fields; ++g, ++from)
          for (std::size_t k = 0; k < in.columns; ++k) {
            in_gradient.at(r, f)[k] += *from * in.at(r, g)[k];
            in_gradient.at(r, g)[k] += *from * in.at(r, f)[k];
          }
    }
  }

 private:
  std::size_t width_;
};

}  // namespace

std::unique_ptr<Term> products(Source source, std::size_t fields, std::size_t columns) {
  return std::make_unique<Products>(source, fields, columns);
}

}  // namespace interplay
