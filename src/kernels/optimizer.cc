#include "kernels/optimizer.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/optimizer.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "hwy/highway.h"
#include "kernels/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// One register of a row with its state.
template <class D>
struct Cell {
  hn::Vec<D> w, first, second;
};

// Asks for a row and its state.
HWY_INLINE void fetch(const OptimizedTable& table, std::size_t row) {
  fetch_row_to_write(table.w, row, table.stride);
  if (table.first) fetch_row_to_write(table.first, row, table.stride);
  if (table.second) fetch_row_to_write(table.second, row, table.stride);
}

// What is the same for all rows of a call.
template <class D>
struct Constants {
  Constants(D d, const StepRule& rule)
      : epsilon(hn::Set(d, rule.epsilon)),
        beta1(hn::Set(d, rule.beta1)),
        beta2(hn::Set(d, rule.beta2)),
        rest1(hn::Set(d, 1 - rule.beta1)),
        rest2(hn::Set(d, 1 - rule.beta2)),
        lower(hn::Set(d, rule.lower)),
        tiny_first(hn::Set(d, 1e-30f)),
        tiny_second(hn::Set(d, 1e-36f)) {}
  hn::Vec<D> epsilon, beta1, beta2, rest1, rest2, lower, tiny_first, tiny_second;
};

template <Rule rule, class D>
HWY_INLINE void step(D, const Constants<D>& c, hn::Vec<D> rate, hn::Vec<D> g, Cell<D>& cell) {
  if constexpr (rule == Rule::sgd) {
    cell.w = hn::NegMulAdd(rate, g, cell.w);
  } else if constexpr (rule == Rule::adagrad) {
    cell.first = hn::MulAdd(g, g, cell.first);
    const auto root = hn::Sqrt(hn::Add(cell.first, c.epsilon));
    cell.w = hn::Sub(cell.w, hn::Div(hn::Mul(rate, g), root));
  } else {
    // Moments that decay unfed would end as subnormal numbers, which processors handle a hundred times
    // slower. Far above that, and far below what epsilon lets matter, they become 0.
    const auto m = hn::MulAdd(c.beta1, cell.first, hn::Mul(c.rest1, g));
    const auto v = hn::MulAdd(c.beta2, cell.second, hn::Mul(hn::Mul(c.rest2, g), g));
    cell.first = hn::IfThenElseZero(hn::Gt(hn::Abs(m), c.tiny_first), m);
    cell.second = hn::IfThenElseZero(hn::Gt(v, c.tiny_second), v);
    const auto root = hn::Add(hn::Sqrt(cell.second), c.epsilon);
    cell.w = hn::Sub(cell.w, hn::Div(hn::Mul(rate, cell.first), root));
  }
  cell.w = hn::IfThenElse(hn::Lt(cell.w, c.lower), c.lower, cell.w);  // unlike Max, this keeps a NaN
}

template <Rule rule, class D>
HWY_INLINE Cell<D> load(D d, const OptimizedTable& table, std::size_t at) {
  Cell<D> cell{hn::LoadU(d, table.w + at), hn::Zero(d), hn::Zero(d)};
  if constexpr (rule != Rule::sgd) cell.first = hn::LoadU(d, table.first + at);
  if constexpr (rule == Rule::adam) cell.second = hn::LoadU(d, table.second + at);
  return cell;
}

template <Rule rule, class D>
HWY_INLINE void store(D d, const Cell<D>& cell, const OptimizedTable& table, std::size_t at) {
  hn::StoreU(cell.w, d, table.w + at);
  if constexpr (rule != Rule::sgd) hn::StoreU(cell.first, d, table.first + at);
  if constexpr (rule == Rule::adam) hn::StoreU(cell.second, d, table.second + at);
}

// Registers [first, size) of d of a whole table, row after row; returns the first number that fills none.
template <Rule rule, class D>
HWY_INLINE std::size_t step_through(D d, const StepRule& numbers, const OptimizedTable& table, std::size_t first,
                                    std::size_t size, const float* gradient, float scale, float rate) {
  const Constants<D> constants(d, numbers);
  const auto factor = hn::Set(d, scale), speed = hn::Set(d, rate);
  for (; first + hn::Lanes(d) <= size; first += hn::Lanes(d)) {
    Cell<D> cell = load<rule>(d, table, first);
    step<rule>(d, constants, speed, hn::Mul(factor, hn::LoadU(d, gradient + first)), cell);
    store<rule>(d, cell, table, first);
  }
  return first;
}

template <Rule rule>
void step_rows_by(const StepRule& numbers, const OptimizedTable& table, const std::uint32_t* rows, std::size_t count,
                  const float* gradient, float scale, float rate) {
  if (!rows) {
    const std::size_t size = count * table.stride;
    const std::size_t rest =
        step_through<rule>(hn::ScalableTag<float>(), numbers, table, 0, size, gradient, scale, rate);
    step_through<rule>(hn::CappedTag<float, 1>(), numbers, table, rest, size, gradient, scale, rate);
    return;
  }
  with_lanes(table.stride, [&](auto d) HWY_ATTR {
    using D = decltype(d);
    const Constants<D> constants(d, numbers);
    const auto factor = hn::Set(d, scale), speed = hn::Set(d, rate);
    for (std::size_t i = 0; i < count; ++i) {
      if (i + rows_ahead < count) fetch(table, rows[i + rows_ahead]);
      const std::size_t row = rows[i] * table.stride;
      for (std::size_t k = 0; k < table.stride; k += hn::Lanes(d)) {
        Cell<D> cell = load<rule>(d, table, row + k);
        const auto g = hn::Mul(factor, hn::LoadU(d, gradient + i * table.stride + k));
        step<rule>(d, constants, speed, g, cell);
        store<rule>(d, cell, table, row + k);
      }
    }
  });
}

void step_rows(const StepRule& rule, const OptimizedTable& table, const std::uint32_t* rows, std::size_t count,
               const float* gradient, float scale, float rate) {
  switch (rule.rule) {
    case Rule::sgd:
      return step_rows_by<Rule::sgd>(rule, table, rows, count, gradient, scale, rate);
    case Rule::adagrad:
      return step_rows_by<Rule::adagrad>(rule, table, rows, count, gradient, scale, rate);
    case Rule::adam:
      return step_rows_by<Rule::adam>(rule, table, rows, count, gradient, scale, rate);
  }
}

// Registers [at, at + Unroll * lanes) through idle steps [from, steps.now). Several registers together hide
// the latency of root and division.
template <Rule rule, std::size_t Unroll, class D>
HWY_INLINE void idle(D d, const Constants<D>& constants, const OptimizedTable& table, std::size_t at,
                     std::uint32_t from, const IdleSteps& steps) {
  Cell<D> cells[Unroll];
  for (std::size_t u = 0; u < Unroll; ++u) cells[u] = load<rule>(d, table, at + u * hn::Lanes(d));
  for (std::uint32_t t = from; t < steps.now; ++t) {
    const auto rate = hn::Set(d, steps.rates[t]), decay = hn::Set(d, steps.decays[t]);
    for (std::size_t u = 0; u < Unroll; ++u) step<rule>(d, constants, rate, hn::Mul(decay, cells[u].w), cells[u]);
  }
  for (std::size_t u = 0; u < Unroll; ++u) store<rule>(d, cells[u], table, at + u * hn::Lanes(d));
}

// The same for adam without decay: g = 0, so that both moments shrink by constant factors.
template <std::size_t Unroll, class D>
HWY_INLINE void idle_adam(D d, const Constants<D>& c, const OptimizedTable& table, std::size_t at, std::uint32_t from,
                          const IdleSteps& steps) {
  Cell<D> cells[Unroll];
  hn::Vec<D> roots[Unroll];
  for (std::size_t u = 0; u < Unroll; ++u) {
    cells[u] = load<Rule::adam>(d, table, at + u * hn::Lanes(d));
    roots[u] = hn::Sqrt(cells[u].second);
  }
  const auto shrink = hn::Sqrt(c.beta2);
  for (std::uint32_t t = from; t < steps.now; ++t) {
    const auto rate = hn::Set(d, steps.rates[t]);
    for (std::size_t u = 0; u < Unroll; ++u) {
      const auto m = hn::Mul(c.beta1, cells[u].first), v = hn::Mul(c.beta2, cells[u].second);
      cells[u].first = hn::IfThenElseZero(hn::Gt(hn::Abs(m), c.tiny_first), m);
      cells[u].second = hn::IfThenElseZero(hn::Gt(v, c.tiny_second), v);
      roots[u] = hn::Mul(shrink, roots[u]);
      const auto change = hn::Div(hn::Mul(rate, cells[u].first), hn::Add(roots[u], c.epsilon));
      const auto w = hn::Sub(cells[u].w, change);
      cells[u].w = hn::IfThenElse(hn::Lt(w, c.lower), c.lower, w);
    }
  }
  for (std::size_t u = 0; u < Unroll; ++u) store<Rule::adam>(d, cells[u], table, at + u * hn::Lanes(d));
}

// The same all at once.
template <std::size_t Unroll, class D>
HWY_INLINE void idle_adam_at_once(D d, const Constants<D>& c, const OptimizedTable& table, std::size_t at,
                                  std::uint32_t from, const IdleSteps& steps) {
  const IdleStepPowers power = steps.powers[steps.now - from];
  const float* sums = steps.sums[from].change;
  const auto first = hn::Set(d, power.first), second = hn::Set(d, power.second);
  for (std::size_t u = 0; u < Unroll; ++u) {
    Cell<D> cell = load<Rule::adam>(d, table, at + u * hn::Lanes(d));
    const auto root = hn::Sqrt(cell.second), whole = hn::Div(hn::Set(d, 1.0f), hn::Add(root, c.epsilon));
    const auto q = hn::Mul(root, whole);
    auto change = hn::MulAdd(hn::Set(d, sums[3]), q, hn::Set(d, sums[2]));
    change = hn::MulAdd(change, q, hn::Set(d, sums[1]));
    change = hn::MulAdd(change, q, hn::Set(d, sums[0]));
    const auto w = hn::NegMulAdd(hn::Mul(cell.first, whole), change, cell.w);
    cell.w = hn::IfThenElse(hn::Lt(w, c.lower), c.lower, w);
    const auto m = hn::Mul(first, cell.first), v = hn::Mul(second, cell.second);
    cell.first = hn::IfThenElseZero(hn::Gt(hn::Abs(m), c.tiny_first), m);
    cell.second = hn::IfThenElseZero(hn::Gt(v, c.tiny_second), v);
    store<Rule::adam>(d, cell, table, at + u * hn::Lanes(d));
  }
}

template <Rule rule, std::size_t Unroll, class D>
HWY_INLINE void make_up(D d, const Constants<D>& constants, const OptimizedTable& table, std::size_t& at,
                        std::uint32_t from, const IdleSteps& steps) {
  if (steps.decays) {
    idle<rule, Unroll>(d, constants, table, at, from, steps);
  } else if constexpr (rule == Rule::adam) {
    steps.sums ? idle_adam_at_once<Unroll>(d, constants, table, at, from, steps)
               : idle_adam<Unroll>(d, constants, table, at, from, steps);
  }
  at += Unroll * hn::Lanes(d);
}

template <Rule rule>
void catch_up_by(const StepRule& numbers, const OptimizedTable& table, const std::uint32_t* rows, std::size_t first_row,
                 std::size_t count, std::uint32_t* done, const IdleSteps& steps) {
  with_lanes(table.stride, [&](auto d) HWY_ATTR {
    using D = decltype(d);
    const Constants<D> constants(d, numbers);
    const std::size_t lanes = hn::Lanes(d);
    for (std::size_t i = 0; i < count; ++i) {
      if (rows && i + rows_ahead < count) fetch(table, rows[i + rows_ahead]);
      const std::size_t row = rows ? rows[i] : first_row + i;
      const std::uint32_t from = done[row];
      if (from == steps.now) continue;
      done[row] = steps.now;
      const std::size_t end = (row + 1) * table.stride;
      for (std::size_t at = row * table.stride; at < end;) {
        const std::size_t left = (end - at) / lanes;
        if (left >= 6 || left == 4) {
          make_up<rule, 4>(d, constants, table, at, from, steps);
        } else if (left >= 3) {
          make_up<rule, 3>(d, constants, table, at, from, steps);
        } else if (left == 2) {
          make_up<rule, 2>(d, constants, table, at, from, steps);
        } else {
          make_up<rule, 1>(d, constants, table, at, from, steps);
        }
      }
    }
  });
}

void catch_up(const StepRule& rule, const OptimizedTable& table, const std::uint32_t* rows, std::size_t first_row,
              std::size_t count, std::uint32_t* done, const IdleSteps& steps) {
  switch (rule.rule) {
    case Rule::sgd:
      return catch_up_by<Rule::sgd>(rule, table, rows, first_row, count, done, steps);
    case Rule::adagrad:
      return catch_up_by<Rule::adagrad>(rule, table, rows, first_row, count, done, steps);
    case Rule::adam:
      return catch_up_by<Rule::adam>(rule, table, rows, first_row, count, done, steps);
  }
}

void add_decay(const float* w, std::size_t stride, const std::uint32_t* rows, std::size_t count, const float* decay,
               bool each, float* gradient) {
  with_lanes(stride, [&](auto d) HWY_ATTR {
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t row = rows ? rows[i] : i;
      const auto factor = hn::Set(d, decay[each ? i : 0]);
      float* to = gradient + i * stride;
      for (std::size_t k = 0; k < stride; k += hn::Lanes(d))
        hn::StoreU(hn::MulAdd(factor, hn::LoadU(d, w + row * stride + k), hn::LoadU(d, to + k)), d, to + k);
    }
  });
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(step_rows);
HWY_EXPORT(catch_up);
HWY_EXPORT(add_decay);

void step_rows(const StepRule& rule, const OptimizedTable& table, const std::uint32_t* rows, std::size_t count,
               const float* gradient, float scale, float rate) {
  HWY_DYNAMIC_DISPATCH(step_rows)(rule, table, rows, count, gradient, scale, rate);
}
void catch_up(const StepRule& rule, const OptimizedTable& table, const std::uint32_t* rows, std::size_t first_row,
              std::size_t count, std::uint32_t* done, const IdleSteps& steps) {
  HWY_DYNAMIC_DISPATCH(catch_up)(rule, table, rows, first_row, count, done, steps);
}
void add_decay(const float* w, std::size_t stride, const std::uint32_t* rows, std::size_t count, const float* decay,
               bool each, float* gradient) {
  HWY_DYNAMIC_DISPATCH(add_decay)(w, stride, rows, count, decay, each, gradient);
}

}  // namespace interplay::kernels
#endif
