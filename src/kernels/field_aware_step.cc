#include "kernels/field_aware_step.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

// Arrays of vectors below need vectors whose size is known when this is compiled.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/field_aware_step.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/fused_loss-inl.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::CappedTag<float, 16>;
using Vector = hn::Vec<Floats>;
// Fields whose quads are one vector. Blocks are handled as smaller ones of side x side fields.
constexpr std::size_t side = HWY_MAX(hn::MaxLanes(Floats()) / 4, 1);
// Rows ahead whose lines are fetched.
constexpr std::size_t ahead = 2;

// out[r] is quad r of every vector in turn.
template <std::size_t Side, class D, class V = hn::Vec<D>>
HWY_INLINE void Transpose([[maybe_unused]] D d, const V* in, V* out) {
#if HWY_TARGET != HWY_SCALAR  // which lacks these functions
  if constexpr (Side == 4) {
    const auto low0 = hn::ConcatLowerLower(d, in[2], in[0]), low1 = hn::ConcatLowerLower(d, in[3], in[1]);
    const auto high0 = hn::ConcatUpperUpper(d, in[2], in[0]), high1 = hn::ConcatUpperUpper(d, in[3], in[1]);
    out[0] = hn::OddEvenBlocks(hn::SwapAdjacentBlocks(low1), low0);
    out[1] = hn::OddEvenBlocks(low1, hn::SwapAdjacentBlocks(low0));
    out[2] = hn::OddEvenBlocks(hn::SwapAdjacentBlocks(high1), high0);
    out[3] = hn::OddEvenBlocks(high1, hn::SwapAdjacentBlocks(high0));
  } else if constexpr (Side == 2) {
    out[0] = hn::ConcatLowerLower(d, in[1], in[0]);
    out[1] = hn::ConcatUpperUpper(d, in[1], in[0]);
  }
#endif
  if constexpr (Side == 1) out[0] = in[0];
}

// x of the fields from `field` on, each four times.
template <std::size_t Side, class D>
HWY_INLINE hn::Vec<D> Spread(D d, const float* x, std::size_t field) {
#if HWY_TARGET != HWY_SCALAR
  if constexpr (Side > 1) {
    const hn::RebindToSigned<D> di;
    const std::size_t first = field % field_block;
    const auto places = hn::Add(hn::ShiftRight<2>(hn::Iota(di, 0)), hn::Set(di, static_cast<std::int32_t>(first)));
    return hn::TableLookupLanes(hn::LoadDup128(d, x + field - first), hn::IndicesFromVec(d, places));
  }
#endif
  return hn::Set(d, x[field]);
}

// 1 / sqrt(x) by two of Newton's steps from a guess that halves the exponent, with a relative error below 5e-6: the
// same bits on every machine, unlike the processors' own approximations, and several times faster than root and
// quotient.
HWY_INLINE Vector InverseRoot(Floats d, Vector x) {
  const hn::RebindToSigned<Floats> di;
  const auto half = hn::Mul(x, hn::Set(d, 0.5f));
  const auto more = hn::Set(d, 1.5f);
  auto y = hn::BitCast(d, hn::Sub(hn::Set(di, 0x5f375a86), hn::ShiftRight<1>(hn::BitCast(di, x))));
  for (int i = 0; i < 2; ++i) y = hn::Mul(y, hn::NegMulAdd(hn::Mul(half, y), y, more));
  return y;
}

// The numbers of `side` features.
struct Lines {
  std::size_t at[side];
};

HWY_INLINE Lines LinesOf(const FieldAwareStep& step, const FieldAwareRow& row, std::size_t field) {
  Lines lines;
  for (std::size_t f = 0; f < side; ++f) lines.at[f] = std::size_t{row.features[field + f]} * step.stride();
  return lines;
}

HWY_INLINE void LoadAll(Floats d, const float* values, const Lines& lines, std::size_t offset, Vector* out) {
  for (std::size_t f = 0; f < side; ++f) out[f] = hn::Load(d, values + lines.at[f] + offset);
}

// All lanes but those of quad `own`.
HWY_INLINE hn::Mask<Floats> NotQuad(Floats d, std::size_t own) {
  const hn::RebindToSigned<Floats> di;
  return hn::RebindMask(d, hn::Ne(hn::ShiftRight<2>(hn::Iota(di, 0)), hn::Set(di, static_cast<std::int32_t>(own))));
}

HWY_INLINE Vector Gradient(Floats d, const FieldAwareStep& step, Vector x, Vector others, Vector v) {
  return hn::MulAdd(x, others, hn::Mul(hn::Set(d, 2 * step.l2_factors), v));
}

HWY_INLINE void Descend(Floats d, const FusedStep& step, const FieldAwareTables& tables, std::size_t at, Vector v,
                        Vector gradient) {
  const auto squares = hn::MulAdd(gradient, gradient, hn::Load(d, tables.sums + at));
  hn::Store(squares, d, tables.sums + at);
  const auto root = InverseRoot(d, hn::Add(squares, hn::Set(d, step.epsilon)));
  hn::Store(hn::NegMulAdd(hn::Mul(hn::Set(d, step.rate), gradient), root, v), d, tables.values + at);
}

// Calls visit(where a quad of the first field starts among the numbers of a feature); where vectors have a single lane,
// once for each number of it.
template <class Visit>
HWY_INLINE void ForQuads(const FieldAwareStep& step, const Visit& visit) {
  for (std::size_t q = 0; q < step.quads; ++q)
    for (std::size_t part = 0; part < 4; part += HWY_MIN(hn::MaxLanes(Floats()), 4)) visit(4 * q * step.fields + part);
}

// Calls own(i) for the `side` fields of a square on the diagonal, and pair(i, j) for a square off it.
template <class Own, class Pair>
HWY_INLINE void ForSquares(const FieldBlock& block, const Own& own, const Pair& pair) {
  for (std::size_t i = block.first; i < block.first + field_block; i += side) {
    if (block.first == block.second) own(i);
    for (std::size_t j = block.first == block.second ? i + side : block.second; j < block.second + field_block;
         j += side)
      pair(i, j);
  }
}

HWY_INLINE void FetchLine(const FieldAwareTables& tables, std::size_t at) {
  __builtin_prefetch(tables.values + at, 1);
  __builtin_prefetch(tables.sums + at, 1);
}

void FetchBlock(const FieldAwareStep& step, const FieldAwareTables& tables, const FieldAwareRow& row,
                const FieldBlock& block) {
  for (std::size_t f = 0; f < field_block; ++f) {
    const std::size_t i = row.features[block.first + f] * step.stride(),
                      j = row.features[block.second + f] * step.stride();
    for (std::size_t q = 0; q < step.quads; ++q) {
      FetchLine(tables, i + 4 * (q * step.fields + block.second));
      if (block.first != block.second) FetchLine(tables, j + 4 * (q * step.fields + block.first));
    }
  }
}

void FetchRow(const FieldAwareStep& step, const FieldAwareTables& tables, const FieldAwareRow& row,
              std::span<const FieldBlock> blocks) {
  for (const FieldBlock& block : blocks) FetchBlock(step, tables, row, block);
}

float BlockScore(const FieldAwareStep& step, const float* values, const FieldAwareRow& row,
                 std::span<const FieldBlock> blocks) {
  const Floats d;
  auto sum = hn::Zero(d);
  float linear = 0;
  const auto own = [&](std::size_t i) {
    const Lines lines = LinesOf(step, row, i);
    const auto x = Spread<side>(d, row.x, i);
    for (std::size_t f = 0; f < side; ++f) linear += row.x[i + f] * values[lines.at[f] + 4 * (i + f)];
    if constexpr (side == 1) return;
    // Each pair is met twice.
    ForQuads(step, [&](std::size_t quad) {
      Vector a[side], b[side];
      LoadAll(d, values, lines, quad + 4 * i, a);
      Transpose<side>(d, a, b);
      for (std::size_t f = 0; f < side; ++f) {
        const auto products = hn::Mul(hn::Mul(a[f], b[f]), x);
        sum = hn::MulAdd(hn::Set(d, 0.5f * row.x[i + f]), hn::IfThenElseZero(NotQuad(d, f), products), sum);
      }
    });
  };
  const auto pair = [&](std::size_t i, std::size_t j) {
    const Lines first = LinesOf(step, row, i), second = LinesOf(step, row, j);
    const auto x = Spread<side>(d, row.x, j);
    ForQuads(step, [&](std::size_t quad) {
      Vector a[side], b[side], turned[side];
      LoadAll(d, values, first, quad + 4 * j, a);
      LoadAll(d, values, second, quad + 4 * i, b);
      Transpose<side>(d, b, turned);
      for (std::size_t f = 0; f < side; ++f)
        sum = hn::MulAdd(hn::Mul(a[f], turned[f]), hn::Mul(x, hn::Set(d, row.x[i + f])), sum);
    });
  };
  for (const FieldBlock& block : blocks) ForSquares(block, own, pair);
  return linear + hn::GetLane(hn::SumOfLanes(d, sum));
}

void Scores(const FieldAwareStep& step, const FieldAwareTables& tables, std::span<const FieldAwareRow> rows,
            const BlockShards& shards, float* partial, std::size_t stride) {
  for (std::size_t r = 0; r < std::min(ahead, rows.size()); ++r)
    FetchRow(step, tables, rows[r], shards.blocks.first(shards.ends.back()));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    std::uint32_t first = 0;
    for (std::size_t s = 0; s < shards.ends.size(); ++s) {
      const auto blocks = shards.blocks.subspan(first, shards.ends[s] - first);
      first = shards.ends[s];
      if (r + ahead < rows.size()) FetchRow(step, tables, rows[r + ahead], blocks);
      partial[s * stride + r] = BlockScore(step, tables.values, rows[r], blocks);
    }
  }
}

void UpdateRow(const FieldAwareStep& step, const FieldAwareTables& tables, const FieldAwareRow& row, float slope,
               std::span<const FieldBlock> blocks) {
  const Floats d;
  const auto own = [&](std::size_t i) {
    const Lines lines = LinesOf(step, row, i);
    const auto x = Spread<side>(d, row.x, i);
    if (side > 1)
      ForQuads(step, [&](std::size_t quad) {
        const std::size_t offset = quad + 4 * i;
        Vector a[side], b[side];
        LoadAll(d, tables.values, lines, offset, a);
        Transpose<side>(d, a, b);
        for (std::size_t f = 0; f < side; ++f) {
          const auto slopes = hn::Mul(x, hn::Set(d, slope * row.x[i + f]));
          const auto gradient = hn::IfThenElseZero(NotQuad(d, f), Gradient(d, step, slopes, b[f], a[f]));
          Descend(d, step.step, tables, lines.at[f] + offset, a[f], gradient);
        }
      });
    for (std::size_t f = 0; f < side; ++f) {
      const std::size_t at = lines.at[f] + 4 * (i + f);
      float& w = tables.values[at];
      const float gradient = slope * row.x[i + f] + 2 * step.l2_linear * w;
      tables.sums[at] += gradient * gradient;
      w -= step.step.linear_rate * gradient / ScalarSqrt(tables.sums[at] + step.step.epsilon);
    }
  };
  const auto pair = [&](std::size_t i, std::size_t j) {
    const Lines first = LinesOf(step, row, i), second = LinesOf(step, row, j);
    const auto x_first = Spread<side>(d, row.x, i), x_second = Spread<side>(d, row.x, j);
    ForQuads(step, [&](std::size_t quad) {
      const std::size_t of_first = quad + 4 * j, of_second = quad + 4 * i;
      Vector a[side], b[side], a_turned[side], b_turned[side];
      LoadAll(d, tables.values, first, of_first, a);
      LoadAll(d, tables.values, second, of_second, b);
      Transpose<side>(d, a, a_turned);
      Transpose<side>(d, b, b_turned);
      for (std::size_t f = 0; f < side; ++f) {
        const auto slopes = hn::Mul(x_second, hn::Set(d, slope * row.x[i + f]));
        Descend(d, step.step, tables, first.at[f] + of_first, a[f], Gradient(d, step, slopes, b_turned[f], a[f]));
      }
      for (std::size_t f = 0; f < side; ++f) {
        const auto slopes = hn::Mul(x_first, hn::Set(d, slope * row.x[j + f]));
        Descend(d, step.step, tables, second.at[f] + of_second, b[f], Gradient(d, step, slopes, a_turned[f], b[f]));
      }
    });
  };
  for (const FieldBlock& block : blocks) ForSquares(block, own, pair);
}

void Update(const FieldAwareStep& step, const FieldAwareTables& tables, std::span<const FieldAwareRow> rows,
            const float* slopes, std::span<const FieldBlock> blocks) {
  for (std::size_t r = 0; r < rows.size(); ++r) UpdateRow(step, tables, rows[r], slopes[r], blocks);
}

double Slopes(const FusedStep& step, const float* partial, std::size_t stride, std::size_t shards,
              std::span<const float> targets, const float* weights, float& bias, float& bias_sum, float* slopes) {
  double total = 0;
  for (std::size_t r = 0; r < targets.size(); ++r) {
    float score = bias;
    for (std::size_t s = 0; s < shards; ++s) score += partial[s * stride + r];
    const LossAndSlope e = Evaluate(step, score, targets[r]);
    const float weight = weights ? weights[r] : 1;
    total += static_cast<double>(weight * e.loss);
    slopes[r] = weight * e.slope;
    bias_sum += slopes[r] * slopes[r];
    bias -= step.bias_rate * slopes[r] / ScalarSqrt(bias_sum + step.epsilon);
  }
  return total;
}

}  // namespace HWY_NAMESPACE
}  // namespace interplay::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(Scores);
HWY_EXPORT(Update);
HWY_EXPORT(Slopes);

void field_aware_scores(const FieldAwareStep& step, const FieldAwareTables& tables, std::span<const FieldAwareRow> rows,
                        const BlockShards& shards, float* partial, std::size_t stride) {
  HWY_DYNAMIC_DISPATCH(Scores)(step, tables, rows, shards, partial, stride);
}

void field_aware_update(const FieldAwareStep& step, const FieldAwareTables& tables, std::span<const FieldAwareRow> rows,
                        const float* slopes, std::span<const FieldBlock> blocks) {
  HWY_DYNAMIC_DISPATCH(Update)(step, tables, rows, slopes, blocks);
}

double field_aware_slopes(const FusedStep& step, const float* partial, std::size_t stride, std::size_t shards,
                          std::span<const float> targets, const float* weights, float& bias, float& bias_sum,
                          float* slopes) {
  return HWY_DYNAMIC_DISPATCH(Slopes)(step, partial, stride, shards, targets, weights, bias, bias_sum, slopes);
}

}  // namespace interplay::kernels
#endif  // HWY_ONCE
