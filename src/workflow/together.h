// What several processes need besides their solver, to come to one model: proof that they train the same, one decision
// on when to stop, and one checkpoint.
#pragma once

#include <memory>
#include <span>

#include "base/spool.h"
#include "cluster/cluster.h"
#include "interplay/files.h"
#include "interplay/train.h"
#include "solvers/checkpoint.h"

namespace interplay {

// Throws Error(usage), the same in every process, that names the first process with another version, processor, option,
// number of rows or data than process 0. `start`: the model that training goes on from, or null.
void prove_agreement(Cluster& cluster, const Model* start, const Dataset& data, const Split& split,
                     const TrainOptions& options, const DataOptions& data_options);

// Hands events on in process 0 alone; all processes stop when its observer asks for it. Every process has to ask
// equally often.
class AgreedObserver : public Observer {
 public:
  AgreedObserver(Observer& observer, Cluster& cluster) : observer_(observer), cluster_(cluster) {}
  void on(const Event& event) override;
  bool stop_requested() override;

 private:
  Observer& observer_;
  Cluster& cluster_;
};

// The checkpoint of process 0 for all: others read a copy, where training is to go on from it, and write none.
class SharedCheckpoint {
 public:
  SharedCheckpoint(Cluster& cluster, CheckpointPlan plan);
  const CheckpointPlan& plan() const { return plan_; }

 private:
  CheckpointPlan plan_;
  std::unique_ptr<TemporaryFolder> folder_;
};

// The numbers of the training rows while several processes train under a limit on memory: in the spool, once everything
// that looks at all rows is done.
class RowsAside {
 public:
  // Null `spool` or `split`: `rows` stay where they are.
  RowsAside(const std::shared_ptr<Spool>& spool, Split* split, std::span<const std::uint32_t> rows);
  std::span<const std::uint32_t> rows() const { return rows_; }
  // Into the split again.
  void put_back();

 private:
  Split* split_ = nullptr;
  SharedSpan<std::uint32_t> in_file_;
  std::span<const std::uint32_t> rows_;
};

}  // namespace interplay
