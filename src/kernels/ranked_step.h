// One step of descent for a factorization machine that is trained to rank: a user, an item that it took (the positive)
// and items that it did not (negatives), scored, compared and updated together.
//   s_j = b + w(U) + w(I_j) + <U, I_j> + pairs within U and within I_j,   U = sum_{f of the user} x_f v_f, I_j likewise
// With slopes g_j = d loss / d s_j of all items, and G = sum_j g_j, M = sum_j g_j I_j:
//   of a feature f of the user:  v: x_f (M + G (U - x_f v_f)),            w: x_f G
//   of a feature f of item j:    v: x_f g_j (U + I_j - x_f v_f),          w: x_f g_j
//   b: G
// Each row decays by its L2 once for every item that has a slope and reads the row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/fused_step.h"
#include "kernels/ranked_loss.h"

namespace interplay::kernels {

struct RankedStep {
  FusedStep fused;  // all but its loss
  RankedLoss loss = RankedLoss::bpr;
  bool hardest = false;                 // only the negative with the highest score counts
  std::size_t positives = 1;            // items that stand for each positive
  std::size_t positive_place = 1;       // which of them counts, by descending score, from 1; of equal ones the first
  std::size_t negatives = 0;            // of each positive, at most; for warp rank_weights has as many
  const float* rank_weights = nullptr;  // warp
  const float* log_q = nullptr;         // softmax, by item; null: all alike
};

// Users and items are numbered. Each has either one feature of value 1, whose working row is rows[number], or a list.
struct RankedSide {
  const std::uint32_t* rows = nullptr;
  FusedLists lists{nullptr, nullptr};
  std::size_t longest = 1;  // features of the longest list
};

// Working rows as FusedStep has them. `sums`: Adagrad's accumulators in the same layout, or null for plain descent.
struct RankedTables {
  float* rows;
  float* sums;
  RankedSide users, items;
};

struct RankedPositives {
  const std::uint32_t* user;
  const std::uint32_t* item;
  const float* weight;  // may be null: all 1
  std::size_t count;
  // Besides item[i] these stand for positive i: others[i * (RankedStep::positives - 1) + n]. Null if there are none.
  const std::uint32_t* others;
  // Negative n of positive i is drawn[i * most_drawn + n]. draw(context, i, n, items) writes the drawn_more ones from n
  // on, for n >= most_drawn, which is then a multiple of drawn_more, as n is.
  const std::uint32_t* drawn;
  std::size_t most_drawn;
  void (*draw)(const void* context, std::size_t positive, std::size_t first, std::uint32_t* items);
  const void* context;
};

constexpr std::size_t drawn_more = 4;

// Visits the positives in order. Returns the sum of the losses, each before its own update.
double ranked_steps(const RankedStep& step, const RankedTables& tables, const RankedPositives& positives, float& bias,
                    float& bias_sum);

}  // namespace interplay::kernels
