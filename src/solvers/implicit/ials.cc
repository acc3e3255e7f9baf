#include "solvers/implicit/ials.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "interplay/error.h"
#include "kernels/arrays.h"
#include "objective/implicit_numbers.h"
#include "solvers/gradient/penalty.h"
#include "solvers/implicit/equations.h"

namespace interplay {
namespace {

// What a task solves for: so many interactions, or one feature with more.
constexpr std::uint64_t task_interactions = 8192;
// A feature with more interactions is solved alone, by all threads.
constexpr std::uint64_t most_of_a_task = 65536;
// Tasks between two answers to whether training is to go on.
constexpr std::size_t tasks_at_a_time = 64;

// The density of interactions times this is the unobserved weight, where none is given.
constexpr double usual_multiple = 6;

class Ials final : public Solver {
 public:
  Ials(const Problem& problem, Parameters& parameters)
      : problem_(problem),
        sides_(sides_of(problem, parameters)),
        steps_{.block = static_cast<std::size_t>(problem.options.block),
               .gradient = static_cast<std::size_t>(problem.options.cg_steps)} {
    for (const std::uint32_t row : sides_[0].met) weight_ += sides_[0].total[row];
    const double pairs = static_cast<double>(sides_[0].met.size()) * static_cast<double>(sides_[1].met.size());
    unobserved_ = problem.options.unobserved_weight;
    if (unobserved_ == 0) unobserved_ = usual_multiple * weight_ / pairs;
    mean_pairs_ = (weight_ + unobserved_ * pairs) / static_cast<double>(sides_[0].met.size());
    double squares = 0;
    for (const std::uint32_t n : problem.rows) {
      const double w = problem.weight.empty() ? 1.0 : static_cast<double>(problem.weight[n]);
      squares += w * w;
    }
    for (const Side& side : sides_) noise_ += std::sqrt(squares / static_cast<double>(side.met.size()));
    for (std::size_t s = 0; s < 2; ++s) set_penalties(sides_[s], static_cast<double>(sides_[1 - s].met.size()));
    cut_tasks();
    for (std::size_t s = 0; s < 2; ++s) list_features(s);
  }

  std::string_view name() const override { return "ials"; }

  PassResult pass(std::int64_t, double, const std::function<bool(double)>& keep_going) override {
    // From the parameters alone, so that a resumed training has the same bits.
    for (Side& side : sides_) side.sum_features();
    done_ = 0;
    for (std::size_t s = 0; s < 2; ++s)
      if (!(sides_[s].in_parts() ? solve_parts(s, keep_going) : solve_side(s, keep_going))) return {.stopped = true};
    ++passes_;
    return result();
  }

  std::vector<SolverState> state() override { return {}; }
  std::int64_t steps() const override { return passes_; }
  void set_steps(std::int64_t steps) override { passes_ = steps; }

 private:
  // Features [first, last) of a field, solved one after the other. Alone: by all threads.
  struct Task {
    std::size_t field;
    std::uint32_t first, last;
    bool alone;
  };

  static std::uint64_t interactions(const Side& side, const SideField& field, std::uint32_t j) {
    std::uint64_t sum = 0;
    for (std::uint64_t i = field.offsets[j]; i < field.offsets[j + std::size_t{1}]; ++i)
      sum += side.size(field.rows[i]);
    return sum;
  }

  // l_j / n_j^power
  double penalty_scale() const {
    return l2_coefficient(problem_.options, Penalty::factors) * noise_ /
           std::pow(mean_pairs_, problem_.options.l2_frequency_power);
  }

  void set_penalties(Side& side, double others) const {
    const double l2 = l2_coefficient(problem_.options, Penalty::factors);
    for (SideField& field : side.fields) {
      field.penalty.assign(field.features(), 0.0f);
      for (std::uint32_t j = 0; j < field.features(); ++j) {
        double pairs = 0;
        for (std::uint64_t i = field.offsets[j]; i < field.offsets[j + std::size_t{1}]; ++i) {
          const double x = static_cast<double>(field.x[i]);
          pairs += x * x * (side.total[field.rows[i]] + unobserved_ * others);
        }
        if (pairs > 0)
          field.penalty[j] =
              static_cast<float>(l2 * noise_ * std::pow(pairs / mean_pairs_, problem_.options.l2_frequency_power));
      }
    }
  }

  void cut_tasks() {
    for (std::size_t s = 0; s < 2; ++s) {
      const Side& side = sides_[s];
      for (std::size_t f = 0; f < side.fields.size(); ++f) {
        const SideField& field = side.fields[f];
        std::uint64_t size = 0;
        bool open = false;
        for (std::uint32_t j = 0; j < field.features(); ++j) {
          const std::uint64_t own = interactions(side, field, j);
          const bool alone = !field.disjoint || own > most_of_a_task;
          if (alone) {
            tasks_[s].push_back({f, j, j + 1, true});
            open = false;
            continue;
          }
          if (!open || size >= task_interactions) {
            tasks_[s].push_back({f, j, j, false});
            size = 0;
            open = true;
          }
          tasks_[s].back().last = j + 1;
          size += own + 64;  // an equation costs something even without interactions
        }
      }
    }
  }

  // The features of a plain side in the order of its rows, so that each process has a part of them, and those without
  // interactions.
  void list_features(std::size_t s) {
    const Side& side = sides_[s];
    if (!side.in_parts()) return;
    const SideField& field = side.fields.front();
    std::vector<std::uint32_t> feature_of(side.offsets.size() - 1);
    for (std::uint32_t j = 0; j < field.features(); ++j) {
      if (field.offsets[j] < field.offsets[j + std::size_t{1}]) {
        feature_of[field.rows[field.offsets[j]]] = j;
      } else {
        idle_[s].push_back(j);
      }
    }
    for (const std::uint32_t row : side.met) features_[s].push_back(feature_of[row]);
  }

  // As solve_side, by several processes: each solves the features of the rows whose interactions it has.
  bool solve_parts(std::size_t s, const std::function<bool(double)>& keep_going) {
    Side& side = sides_[s];
    SideField& field = side.fields.front();
    const Side& other = sides_[1 - s];
    const Gram gram = gram_of(other, problem_.pool);
    const std::vector<std::uint32_t>& features = features_[s];
    const Shares own = side.blocks.of_grains(rows_of_a_block, features.size());
    AlignedArray<float> changes(features.size() * side.rank);
    const auto change_of = [&](std::size_t i) { return std::span(changes.data() + i * side.rank, side.rank); };
    const auto solve = [&](std::size_t first, std::size_t last, const TaskPool* pool) {
      FeatureSolver solver(side, other, gram, unobserved_, steps_);
      for (std::size_t i = first; i < last; ++i) {
        if ((interactions(side, field, features[i]) > most_of_a_task) != (pool != nullptr)) continue;
        if (!solver.solve(field, features[i], pool)) unsolvable();
        std::ranges::copy(solver.change(), change_of(i).begin());
      }
    };
    const auto for_pieces = [&](std::size_t first, std::size_t last, const auto& work) {
      constexpr std::size_t piece = 16;
      problem_.pool.run((last - first + piece - 1) / piece,
                        [&](std::size_t i) { work(first + i * piece, std::min(first + (i + 1) * piece, last)); });
    };
    for_pieces(own.first, own.last, [&](std::size_t first, std::size_t last) { solve(first, last, nullptr); });
    solve(own.first, own.last, &problem_.pool);
    const Phase phase(problem_.cluster, "features");
    problem_.cluster.allgatherv(std::span(changes.data(), changes.size()),
                                own.of_grains(side.rank, changes.size()).cuts);
    for_pieces(0, features.size(), [&](std::size_t first, std::size_t last) {
      FeatureSolver solver(side, other, gram, unobserved_, steps_);
      for (std::size_t i = first; i < last; ++i)
        if (!own.owns(i)) solver.take(field, features[i], change_of(i));
    });
    FeatureSolver solver(side, other, gram, unobserved_, steps_);
    for (const std::uint32_t j : idle_[s]) solver.take(field, j, {});
    return keep_going(static_cast<double>(s + 1) / 2) || s == 1;
  }

  bool solve_side(std::size_t s, const std::function<bool(double)>& keep_going) {
    Side& side = sides_[s];
    const Side& other = sides_[1 - s];
    const Gram gram = gram_of(other, problem_.pool);
    const std::vector<Task>& tasks = tasks_[s];
    const auto all = static_cast<double>(tasks_[0].size() + tasks_[1].size());
    const bool several = problem_.cluster.several();
    const std::size_t most = several ? tasks.size() : tasks_at_a_time;  // each answer takes a message
    AlignedArray<float> changes(several ? side.widest() * side.rank : 0);
    for (std::size_t first = 0; first < tasks.size();) {
      std::size_t end = first + 1;
      if (!tasks[first].alone)
        while (end < tasks.size() && end - first < most && !tasks[end].alone && tasks[end].field == tasks[first].field)
          ++end;
      SideField& field = side.fields[tasks[first].field];
      const auto solve = [&](const Task& task, const TaskPool* pool) {
        FeatureSolver solver(side, other, gram, unobserved_, steps_);
        for (std::uint32_t j = task.first; j < task.last; ++j) {
          if (!solver.solve(field, j, pool)) unsolvable();
          if (several && !task.alone) std::ranges::copy(solver.change(), changes.data() + j * side.rank);
        }
      };
      if (tasks[first].alone) {
        solve(tasks[first], &problem_.pool);
      } else {
        const Shares shares = equal_shares(problem_.cluster, end - first);
        problem_.pool.run(shares.count(), [&](std::size_t i) { solve(tasks[first + shares.first + i], nullptr); });
        if (several) {
          std::vector<std::size_t> cuts;
          for (const std::size_t cut : shares.cuts)
            cuts.push_back((first + cut < end ? tasks[first + cut].first : tasks[end - 1].last) * side.rank);
          const Phase phase(problem_.cluster, "features");
          problem_.cluster.allgatherv(std::span(changes.data(), changes.size()), cuts);
          problem_.pool.run(end - first, [&](std::size_t i) {
            if (shares.owns(i)) return;
            FeatureSolver solver(side, other, gram, unobserved_, steps_);
            for (std::uint32_t j = tasks[first + i].first; j < tasks[first + i].last; ++j)
              solver.take(field, j, {changes.data() + j * side.rank, side.rank});
          });
        }
      }
      done_ += end - first;
      const bool last = s == 1 && end == tasks.size();
      if (!keep_going(static_cast<double>(done_) / all) && !last) return false;
      first = end;
    }
    return true;
  }

  [[noreturn]] static void unsolvable() {
    throw Error(Code::diverged, "the equations of a vector have no sound solution: its matrix is not positive definite",
                "give a greater --l2, a greater --unobserved-weight, or a smaller --rank");
  }

  PassResult result() {
    for (Side& side : sides_) side.sum_features();
    const Side &users = sides_[0], &items = sides_[1];
    std::vector<double> parts((users.met.size() + rows_of_a_block - 1) / rows_of_a_block, 0.0);
    const Shares& shares = users.blocks;
    problem_.pool.run(shares.count(), [&](std::size_t own) {
      const std::size_t task = shares.first + own;
      const std::size_t end = std::min(users.met.size(), (task + 1) * rows_of_a_block);
      for (std::size_t i = task * rows_of_a_block; i < end; ++i) {
        const std::uint32_t row = users.met[i];
        for (std::uint64_t at = users.first(row); at < users.first(row) + users.size(row); ++at) {
          const float score = kernels::dot(users.vector(row), items.vector(users.others[at]), users.stride);
          const double e = 1 - static_cast<double>(score);
          parts[task] += e * e * (users.weights.empty() ? 1.0 : static_cast<double>(users.weights[at]));
        }
      }
    });
    const Phase phase(problem_.cluster, "losses");
    problem_.cluster.allgatherv(std::span(parts), shares.cuts);
    double loss = 0;
    for (const double part : parts) loss += part;
    loss += unobserved_ * sum_of_squared_scores(gram_of(users, problem_.pool), gram_of(items, problem_.pool));
    double penalty = 0;
    for (const Side& side : sides_)
      for (const SideField& field : side.fields)
        for (std::uint32_t j = 0; j < field.features(); ++j)
          penalty += static_cast<double>(field.penalty[j]) * kernels::sum_of_squares(field.vectors.row(j), side.stride);
    return {.loss = loss / weight_,
            .penalized = (loss + penalty) / weight_,
            .draw = {{std::string(numbers_of_implicit[0]), unobserved_},
                     {std::string(numbers_of_implicit[1]), penalty_scale()}}};
  }

  const Problem& problem_;
  std::vector<Side> sides_;
  VectorSteps steps_;
  double weight_ = 0, unobserved_ = 0, mean_pairs_ = 0,
         noise_ = 0;  // weight of all interactions; u, n, noise of ials.h
  std::vector<Task> tasks_[2];
  std::vector<std::uint32_t> features_[2], idle_[2];  // of sides in parts
  std::size_t done_ = 0;
  std::int64_t passes_ = 0;
};

void check_weights(const Problem& problem) {
  if (problem.weight.empty()) return;
  for (const std::uint32_t n : problem.rows) {
    const float w = problem.weight[n];
    if (!(w >= 0 && std::isfinite(w)))
      throw Error(Code::bad_data, fmt::format("row {} has the weight {}, expected a number from 0 up", n + 1, w),
                  "mend the weight, or leave the row out");
  }
}

}  // namespace

void check_ials(const ModelPlan& plan, const TrainOptions& options) {
  if (const std::string refusal = sides_refusal(plan); !refusal.empty())
    throw Error(Code::usage, "solver '" + options.solver + "' cannot fit model '" + options.model + "': " + refusal,
                "leave --model out, or choose model ials or mf");
}

std::unique_ptr<Solver> ials_solver(const Problem& problem, Parameters& parameters) {
  check_ials(problem.plan, problem.options);
  if (!problem.target.empty())
    throw Error(Code::usage,
                "solver '" + problem.options.solver + "' fits interactions that have no target, and the data has one",
                "give --implicit, by which rows are interactions that happened, or another solver");
  if (problem.rows.empty()) throw Error(Code::usage, "there are no training rows", "hold out fewer rows");
  check_weights(problem);
  return std::make_unique<Ials>(problem, parameters);
}

}  // namespace interplay
