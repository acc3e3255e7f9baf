#include "kernels/sparse_product.h"

#include <vector>

#include "interplay/synthetic.h"

#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::Numbers;
using testing::on_every_target;

// Bits of a matrix, found one by one.
std::vector<std::uint64_t> bits_of(const Numbers& x, std::size_t rows, std::size_t columns, std::size_t row_step,
                                   std::size_t column_step) {
  const std::size_t words = BitRows::words_for(columns);
  std::vector<std::uint64_t> bits(rows * words);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j)
      if (x[i * row_step + j * column_step] != 0) bits[i * words + j / 64] |= std::uint64_t{1} << (j % 64);
  return bits;
}

void clear_some(Numbers& x, float share) {
  RandomStream random(7, Purpose::synthesize);
  for (std::size_t i = 0; i < x.size(); ++i)
    if (random.uniform() < share) x[i] = 0;
}

TEST(BitRows, AreFoundCountedAndTurnedOver) {
  on_every_target([] {
    for (const std::size_t rows : {1, 63, 64, 65, 150})
      for (const std::size_t columns : {1, 7, 8, 63, 64, 65, 200}) {
        const std::size_t stride = columns + 3, words = BitRows::words_for(columns);
        Numbers x(rows * stride, 1);
        clear_some(x, 0.6f);
        const std::vector<std::uint64_t> expected = bits_of(x, rows, columns, stride, 1);
        std::vector<std::uint64_t> found(expected.size(), ~std::uint64_t{0});
        find_nonzero(x.data(), rows, columns, stride, {found.data(), words});
        ASSERT_EQ(found, expected);
        std::size_t ones = 0;
        for (std::size_t i = 0; i < rows; ++i)
          for (std::size_t j = 0; j < columns; ++j) ones += x[i * stride + j] != 0;
        EXPECT_EQ(count({found.data(), words}, rows), ones);
        const std::size_t turned_words = BitRows::words_for(rows);
        std::vector<std::uint64_t> turned(columns * turned_words);
        transpose({found.data(), words}, rows, columns, {turned.data(), turned_words});
        EXPECT_EQ(turned, bits_of(x, columns, rows, 1, stride));
      }
  });
}

TEST(MultiplySparse, HasTheBitsOfMultiply) {
  on_every_target([] {
    for (const std::size_t rows : {1, 5, 80})
      for (const std::size_t inner : {1, 64, 80, 130, 300})
        for (const std::size_t columns : {2, 8, 13, 64, 80, 171})
          for (const bool add : {false, true})
            for (const bool turned : {false, true}) {
              Numbers a(rows * inner, 1);
              clear_some(a, 0.7f);
              const std::size_t row_step = turned ? 1 : inner, column_step = turned ? rows : 1;
              const Numbers b(inner * (columns + 1), 2);
              Numbers c(rows * (columns + 2), 3), expected = c;
              const Product product{rows,     inner,       columns,  {a.data(), row_step, column_step},
                                    b.data(), columns + 1, c.data(), columns + 2,
                                    add};
              Product plain = product;
              plain.c = expected.data();
              multiply(plain);
              std::vector<std::uint64_t> bits = bits_of(a, rows, inner, row_step, column_step);
              multiply_sparse(product, {bits.data(), BitRows::words_for(inner)});
              for (std::size_t i = 0; i < c.size(); ++i)
                ASSERT_EQ(c[i], expected[i]) << rows << " x " << inner << " x " << columns << " at " << i;
            }
  });
}

TEST(MultiplySparse, DoesNotReadWhatIsMarkedZero) {
  on_every_target([] {
    const float a[] = {1, 2, 3};
    const float b[] = {1, 2, 3, 4, 5, 6};
    float c[2];
    std::uint64_t bits = 0b101;
    multiply_sparse({1, 3, 2, {a, 3, 1}, b, 2, c, 2, false}, {&bits, 1});
    EXPECT_EQ(c[0], 1 * 1 + 3 * 5);
    EXPECT_EQ(c[1], 1 * 2 + 3 * 6);
  });
}

TEST(PaysSparse, WantsZerosAndMoreThanAFewColumns) {
  const Product product{100, 64, 64, {nullptr, 64, 1}, nullptr, 64, nullptr, 64, false};
  EXPECT_TRUE(pays_sparse(product, 100 * 32));
  EXPECT_FALSE(pays_sparse(product, 100 * 64));
  Product narrow = product;
  narrow.columns = 1;
  EXPECT_FALSE(pays_sparse(narrow, 0));
}

TEST(EstimatedCount, IsOfTheFirstRows) {
  std::vector<std::uint64_t> bits(100, 0b1011);
  EXPECT_EQ(estimated_count({bits.data(), 2}, 0), 0u);
  EXPECT_EQ(estimated_count({bits.data(), 2}, 20), count({bits.data(), 2}, 20));
  EXPECT_EQ(estimated_count({bits.data(), 2}, 50), 50u * 6);
}

}  // namespace
}  // namespace interplay::kernels
