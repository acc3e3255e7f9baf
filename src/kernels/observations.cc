#include "kernels/observations.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/observations.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "hwy/highway.h"
#include "kernels/lanes-inl.h"

#include <algorithm>
#include <cmath>

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// Adds the numbers of an observation's rows.
HWY_INLINE float add_numbers(const ObservationList& list, const std::uint32_t* rows, float sum) {
  for (std::size_t o = 0; o < list.other_count; ++o) sum += list.others[o].numbers[rows[o]];
  return sum;
}

// One other table whose vectors need no work.
void point_at_observations(const ObservationList& list, float bias, Observations& out) {
  const OtherTable& other = *list.others;
  for (std::size_t n = 0; n < list.count; ++n) {
    const std::uint32_t *rows = list.rows + n * list.other_count, row = *rows;
    const float root = other.roots ? other.roots[row] : 1.0f;
    out.vectors[n] = other.weighted + row * list.stride;
    out.roots[n] = root;
    out.targets[n] = root * (list.targets[n] - add_numbers(list, rows, bias));
  }
}

// `others` tables with vectors, or as many as the list says where it is 0.
template <std::size_t others, class D>
HWY_INLINE void make_each(D d, const ObservationList& list, float bias, float* memory, Observations& out) {
  const std::size_t stride = list.stride, count = others > 0 ? others : list.other_count - list.without_vectors;
  const OtherTable* tables = list.others;
  for (std::size_t n = 0; n < list.count; ++n) {
    const std::uint32_t* rows = list.rows + n * list.other_count;
    float known = add_numbers(list, rows, bias), root = list.weights ? std::sqrt(list.weights[n]) : 1.0f;
    for (std::size_t o = 0; o < count; ++o)
      if (tables[o].roots) root *= tables[o].roots[rows[o]];
    float* r = memory + n * stride;
    const auto scale = hn::Set(d, root);
    auto squares = hn::Zero(d);
    for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
      auto sum = hn::Zero(d);
      for (std::size_t o = 0; o < count; ++o)
        sum = hn::Add(sum, hn::LoadU(d, tables[o].vectors + rows[o] * stride + k));
      hn::StoreU(hn::Mul(scale, sum), d, r + k);
      squares = hn::MulAdd(sum, sum, squares);
    }
    if (count > 1) known += 0.5f * hn::GetLane(hn::SumOfLanes(d, squares));
    out.vectors[n] = r;
    out.roots[n] = root;
    out.targets[n] = root * (list.targets[n] - known);
  }
}

void make_observations(const ObservationList& list, float bias, float* memory, Observations& out) {
  out.count = list.count;
  const std::size_t with_vectors = list.other_count - list.without_vectors;
  if (with_vectors == 1 && list.others->weighted && list.weights == nullptr)
    return point_at_observations(list, bias, out);
  with_lanes(list.stride, [&](auto d) HWY_ATTR {
    if (with_vectors == 2) return make_each<2>(d, list, bias, memory, out);
    make_each<0>(d, list, bias, memory, out);
  });
}

void add_totals(const Observations& o, ObservationTotals& totals) {
  const hn::CappedTag<float, 8> d;
  auto weight = hn::Zero(d), target = hn::Zero(d), squares = hn::Zero(d);
  const std::size_t whole = o.count / hn::Lanes(d) * hn::Lanes(d);
  for (std::size_t n = 0; n < whole; n += hn::Lanes(d)) {
    const auto root = hn::LoadU(d, o.roots + n), t = hn::LoadU(d, o.targets + n);
    weight = hn::MulAdd(root, root, weight);
    target = hn::MulAdd(root, t, target);
    squares = hn::MulAdd(t, t, squares);
  }
  float w = hn::GetLane(hn::SumOfLanes(d, weight)), oT = hn::GetLane(hn::SumOfLanes(d, target)),
        TT = hn::GetLane(hn::SumOfLanes(d, squares));
  for (std::size_t n = whole; n < o.count; ++n) {
    w += o.roots[n] * o.roots[n];
    oT += o.roots[n] * o.targets[n];
    TT += o.targets[n] * o.targets[n];
  }
  totals.weight += static_cast<double>(w);
  totals.target += static_cast<double>(oT);
  totals.squares += static_cast<double>(TT);
}

// Rows of a panel, and the places of sum o R and sum o T R.
struct PanelRows {
  std::size_t row, width;
  float *ones, *targets;
};

// `count` columns of a panel, summed in registers; with the last of them sum o R and sum o T R.
template <std::size_t count, bool last, class D>
HWY_INLINE void add_columns(D d, const Observations& o, const PanelRows& rows, std::size_t column, float* out) {
  hn::Vec<D> sum[count], ones = hn::Zero(d), targets = hn::Zero(d);
  for (std::size_t j = 0; j < count; ++j) sum[j] = hn::LoadU(d, out + j * rows.width);
  for (std::size_t n = 0; n < o.count; ++n) {
    const float* left = o.vectors[n] + column;
    const auto r = hn::LoadU(d, o.vectors[n] + rows.row);
    for (std::size_t j = 0; j < count; ++j) sum[j] = hn::MulAdd(hn::Set(d, left[j]), r, sum[j]);
    if constexpr (last) {
      ones = hn::MulAdd(hn::Set(d, o.roots[n]), r, ones);
      targets = hn::MulAdd(hn::Set(d, o.targets[n]), r, targets);
    }
  }
  for (std::size_t j = 0; j < count; ++j) hn::StoreU(sum[j], d, out + j * rows.width);
  if constexpr (last) {
    hn::StoreU(hn::Add(ones, hn::LoadU(d, rows.ones)), d, rows.ones);
    hn::StoreU(hn::Add(targets, hn::LoadU(d, rows.targets)), d, rows.targets);
  }
}

// The columns of a panel from `column` on: eight at a time, and up to ten at last.
template <class D>
HWY_INLINE void add_panel(D d, const Observations& o, const PanelRows& rows, std::size_t rank, float* out) {
  std::size_t column = rows.row / rows.width * rows.width;
  for (; rank - column > 10; column += 8, out += 8 * rows.width) add_columns<8, false>(d, o, rows, column, out);
  switch (rank - column) {
    case 1:
      return add_columns<1, true>(d, o, rows, column, out);
    case 2:
      return add_columns<2, true>(d, o, rows, column, out);
    case 3:
      return add_columns<3, true>(d, o, rows, column, out);
    case 4:
      return add_columns<4, true>(d, o, rows, column, out);
    case 5:
      return add_columns<5, true>(d, o, rows, column, out);
    case 6:
      return add_columns<6, true>(d, o, rows, column, out);
    case 7:
      return add_columns<7, true>(d, o, rows, column, out);
    case 8:
      return add_columns<8, true>(d, o, rows, column, out);
    case 9:
      return add_columns<9, true>(d, o, rows, column, out);
    default:
      return add_columns<10, true>(d, o, rows, column, out);
  }
}

void add_observations(const Observations& observations, const Panels& panels, float* sums, ObservationTotals& totals) {
  add_totals(observations, totals);
  float* ones = sums + panels.size();
  with_panels(panels.stride, [&](auto d, auto width) HWY_ATTR {
    for_panels(panels, [&](std::size_t row, std::size_t before) HWY_ATTR {
      for (std::size_t part = 0; part < width; part += hn::Lanes(d)) {
        const std::size_t at = row + part;
        add_panel(d, observations, {at, width, ones + at, ones + panels.stride + at}, panels.rank,
                  sums + before + part);
      }
    });
  });
}

float quadratic(const float* square, const float* x, const Panels& panels) {
  float result = 0;
  with_panels(panels.stride, [&](auto d, auto width) HWY_ATTR {
    auto sum = hn::Zero(d);
    for_panels(panels, [&](std::size_t row, std::size_t before) HWY_ATTR {
      for (std::size_t part = 0; part < width; part += hn::Lanes(d)) {
        const float* column = square + before + part;
        auto within = hn::Zero(d), beside = hn::Zero(d);
        const std::size_t end = std::min(row + width, panels.rank);
        std::size_t c = row;
        for (; c < end; ++c, column += width) within = hn::MulAdd(hn::Set(d, x[c]), hn::LoadU(d, column), within);
        for (; c < panels.rank; ++c, column += width)
          beside = hn::MulAdd(hn::Set(d, x[c]), hn::LoadU(d, column), beside);
        const auto twice = hn::MulAdd(hn::Set(d, 2.0f), beside, within);
        sum = hn::MulAdd(hn::LoadU(d, x + row + part), twice, sum);
      }
    });
    result = hn::GetLane(hn::SumOfLanes(d, sum));
  });
  return result;
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(make_observations);
HWY_EXPORT(add_observations);
HWY_EXPORT(quadratic);

void make_observations(const ObservationList& list, float bias, float* memory, Observations& out) {
  HWY_DYNAMIC_DISPATCH(make_observations)(list, bias, memory, out);
}
void add_observations(const Observations& observations, const Panels& panels, float* sums, ObservationTotals& totals) {
  HWY_DYNAMIC_DISPATCH(add_observations)(observations, panels, sums, totals);
}
float quadratic(const float* square, const float* x, const Panels& panels) {
  return HWY_DYNAMIC_DISPATCH(quadratic)(square, x, panels);
}

}  // namespace interplay::kernels
#endif
