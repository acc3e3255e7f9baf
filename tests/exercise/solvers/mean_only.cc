// A solver in one file: the bias becomes the mean of the targets, and nothing else is learned.
#include <algorithm>

#include "interplay/error.h"
#include "solvers/definition.h"

namespace interplay {
namespace {

class MeanOnly final : public Solver {
 public:
  MeanOnly(const Problem& problem, Parameters& parameters)
      : problem_(problem), bias_(*parameters.writable(problem.plan.fm_shape()->bias.value()).data) {
    std::ranges::fill(parameters.block(), 0.0f);
  }

  std::string_view name() const override { return "mean_only"; }
  PassResult pass(std::int64_t, double, const std::function<bool(double)>&) override {
    const auto n = static_cast<double>(problem_.rows.size());
    double sum = 0, squares = 0;
    for (const std::uint32_t row : problem_.rows) {
      const auto y = static_cast<double>(problem_.target[row]);
      sum += y;
      squares += y * y;
    }
    bias_ = static_cast<float>(sum / n);
    const double loss = squares / n - sum / n * (sum / n);
    return {.loss = loss, .penalized = loss};
  }
  std::vector<SolverState> state() override { return {}; }
  std::int64_t steps() const override { return 0; }
  void set_steps(std::int64_t) override {}

 private:
  const Problem& problem_;
  float& bias_;
};

void check(const ModelPlan& plan, const TrainOptions& options, bool) {
  const auto shape = plan.fm_shape();
  if (!shape || !shape->bias)
    throw Error(Code::usage, "solver 'mean_only' cannot fit model '" + options.model + "': it has no bias",
                "choose model fm");
}

}  // namespace

const SolverDefinition& mean_only_definition() {
  static const SolverDefinition definition{
      .name = "mean_only",
      .summary = "The mean of the targets",
      .properties = {},
      .reads = {},
      .make = [](const Problem& problem, Parameters& parameters) -> std::unique_ptr<Solver> {
        return std::make_unique<MeanOnly>(problem, parameters);
      },
      .defaults = [](TrainOptions& options) { options.epochs = 1; },
      .check = check,
  };
  return definition;
}

}  // namespace interplay
