// The items of one positive, compared: which of them counts, and the slope of the loss by the score of each.
#if defined(INTERPLAY_KERNELS_RANKED_COMPARE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef INTERPLAY_KERNELS_RANKED_COMPARE_INL_H_
#undef INTERPLAY_KERNELS_RANKED_COMPARE_INL_H_
#else
#define INTERPLAY_KERNELS_RANKED_COMPARE_INL_H_
#endif

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "kernels/fused_loss-inl.h"
#include "kernels/ranked_step.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels {
namespace HWY_NAMESPACE {

// sum log a_i as the logarithm of a product, which is taken when the product becomes large.
class LogSum {
 public:
  // 1 <= factor <= 1e80.
  void add(double factor) {
    product_ *= factor;
    if (product_ < 1e200) return;
    sum_ += std::log(product_);
    product_ = 1;
  }
  double sum() const { return sum_ + std::log(product_); }

 private:
  double product_ = 1, sum_ = 0;
};

// The items of one positive: item 0 is the positive itself.
struct Candidates {
  explicit Candidates(std::size_t most) : item(most), score(most), slope(most) {}

  std::vector<std::uint32_t> item;
  std::vector<float> score, slope;
  std::vector<std::pair<float, std::size_t>> positives;  // scores and numbers of those that stand for the positive
  std::size_t count = 0;
  double loss = 0;  // what is not in a LogSum
};

// Writes the slopes of candidates[0, count). A weight is a factor on them.
inline void BprSlopes(Candidates& c, float weight, LogSum& loss) {
  float sum = 0;
  for (std::size_t j = 1; j < c.count; ++j) {
    const float ratio = Exp(c.score[j] - c.score[0]);  // sigmoid(d) = ratio / (1 + ratio), d = s_j - s_0
    c.slope[j] = weight * (ratio / (1 + ratio));
    sum += c.slope[j];
    if (weight == 1) {
      loss.add(1 + static_cast<double>(ratio));
    } else {
      c.loss += static_cast<double>(weight) * std::log1p(static_cast<double>(ratio));
    }
  }
  c.slope[0] = -sum;
}

inline void LogisticSlopes(Candidates& c, float weight, LogSum& loss) {
  for (std::size_t j = 0; j < c.count; ++j) {
    const float ratio = Exp(j == 0 ? -c.score[0] : c.score[j]);
    const float slope = weight * (ratio / (1 + ratio));
    c.slope[j] = j == 0 ? -slope : slope;
    if (weight == 1) {
      loss.add(1 + static_cast<double>(ratio));
    } else {
      c.loss += static_cast<double>(weight) * std::log1p(static_cast<double>(ratio));
    }
  }
}

inline void SoftmaxSlopes(const float* log_q, Candidates& c, float weight, LogSum& loss) {
  if (log_q != nullptr)
    for (std::size_t j = 0; j < c.count; ++j) c.score[j] -= log_q[c.item[j]];
  float most = c.score[0];
  for (std::size_t j = 1; j < c.count; ++j) most = std::max(most, c.score[j]);
  float others = 0;
  for (std::size_t j = 1; j < c.count; ++j) {
    c.slope[j] = Exp(c.score[j] - most);
    others += c.slope[j];
  }
  const float own = Exp(c.score[0] - most), scale = weight / (own + others);
  for (std::size_t j = 1; j < c.count; ++j) c.slope[j] *= scale;
  c.slope[0] = -others * scale;
  const double ratio = (static_cast<double>(own) + static_cast<double>(others)) / static_cast<double>(own);
  if (weight == 1) {
    loss.add(ratio);
  } else {
    c.loss += static_cast<double>(weight) * std::log(ratio);
  }
}

// The negatives of one positive, in turn.
class Negatives {
 public:
  Negatives(const RankedPositives& positives, std::size_t i) : positives_(positives), i_(i) {}
  std::uint32_t operator[](std::size_t n) {
    if (n < positives_.most_drawn) return positives_.drawn[i_ * positives_.most_drawn + n];
    if (n % drawn_more == 0) positives_.draw(positives_.context, i_, n, more_);
    return more_[n % drawn_more];
  }

 private:
  const RankedPositives& positives_;
  std::size_t i_;
  std::uint32_t more_[drawn_more];
};

// Item 0 and its score: of the items that stand for positive i, the one in its place by score.
template <class ScoreOf>
HWY_INLINE void ChoosePositive(const RankedStep& step, const RankedPositives& positives, std::size_t i,
                               const ScoreOf& score_of, Candidates& c) {
  const auto item = [&](std::size_t n) {
    return n == 0 ? positives.item[i] : positives.others[i * (step.positives - 1) + n - 1];
  };
  std::size_t chosen = 0;
  if (step.positives > 1) {
    c.positives.clear();
    for (std::size_t n = 0; n < step.positives; ++n) {
      const float score = score_of(0, item(n));
      c.positives.emplace_back(std::isnan(score) ? std::numeric_limits<float>::infinity() : -score,
                               n);  // what is no number is last
    }
    const auto nth = c.positives.begin() + static_cast<std::ptrdiff_t>(step.positive_place - 1);
    std::nth_element(c.positives.begin(), nth, c.positives.end());
    chosen = nth->second;
  }
  c.item[0] = item(chosen);
  c.score[0] = score_of(0, c.item[0]);
}

// Fills the candidates of positive i and their slopes; count 0 if there is nothing to step by. score_of(j, item) is the
// score of an item that becomes candidate j, unless another one does after it.
template <class ScoreOf>
HWY_INLINE void Compare(const RankedStep& step, const RankedPositives& positives, std::size_t i,
                        const ScoreOf& score_of, Candidates& c, LogSum& loss) {
  const float weight = positives.weight == nullptr ? 1.0f : positives.weight[i];
  Negatives negatives(positives, i);
  ChoosePositive(step, positives, i, score_of, c);
  if (step.loss == RankedLoss::warp) {
    c.count = 0;
    for (std::size_t n = 0; n < step.negatives; ++n) {
      c.item[1] = negatives[n];
      const float margin = 1 - c.score[0] + score_of(1, c.item[1]);
      if (!(margin > 0)) continue;
      c.slope[1] = weight * step.rank_weights[n];
      c.slope[0] = -c.slope[1];
      c.loss += static_cast<double>(c.slope[1]) * static_cast<double>(margin);
      c.count = 2;
      return;
    }
    return;
  }
  c.count = 1 + step.negatives;
  for (std::size_t n = 0; n < step.negatives; ++n) {
    c.item[1 + n] = negatives[n];
    c.score[1 + n] = score_of(1 + n, c.item[1 + n]);
  }
  if (step.hardest) {
    std::size_t hardest = 1;
    for (std::size_t j = 2; j < c.count; ++j)
      if (c.score[j] > c.score[hardest]) hardest = j;
    c.item[1] = c.item[hardest];
    c.score[1] = c.score[hardest];
    c.count = 2;
  }
  if (step.loss == RankedLoss::bpr) return BprSlopes(c, weight, loss);
  if (step.loss == RankedLoss::logistic) return LogisticSlopes(c, weight, loss);
  SoftmaxSlopes(step.log_q, c, weight, loss);
}

inline float SlopeSum(const RankedStep& step, const Candidates& c) {
  if (step.loss != RankedLoss::logistic) return 0;  // differences of scores alone count
  float sum = 0;
  for (std::size_t j = 0; j < c.count; ++j) sum += c.slope[j];
  return sum;
}

}  // namespace HWY_NAMESPACE
}  // namespace interplay::kernels
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
