// Rows with drawn negatives: each row of another source, and after it the same row with other items. A negative has all
// columns of its item: those of the item's table, and those made of them (crosses, ...), which are made again. What
// else belongs to the interaction (user, context, time, weight) is that of the positive row.
#pragma once

#include <memory>
#include <vector>

#include "data/derivation.h"
#include "solvers/gradient/batch_source.h"
#include "solvers/gradient/negative_items.h"
#include "solvers/gradient/ordered_rows.h"

namespace interplay {

// A positive and its negatives are a group; targets are 1 and 0.
class NegativeRows final : public BatchSource {
 public:
  // `positives` gives rows of `data`, whose inputs are `fields`. Throws Error(usage) if the data has no items among the
  // inputs: then negatives would be equal to their positives.
  NegativeRows(const Dataset& data, std::shared_ptr<const NegativeItems> items, std::unique_ptr<BatchSource> positives,
               std::span<const FieldView> fields, const TaskPool& pool);

  std::size_t size() const override { return positives_->size() * group_rows_; }
  std::size_t most_rows() const override { return positives_->most_rows() * group_rows_; }
  // Of a row, so that rows times it are the weights of the positives: a loss is a mean over positives, however many
  // negatives each has.
  double mean_weight() const override { return positives_->mean_weight() / static_cast<double>(group_rows_); }
  void start(std::uint64_t epoch) override;
  LabeledBatch next() override;

 private:
  // Where the column of an input comes from.
  enum class From {
    positive,    // the positive row
    item_table,  // the row of the drawn item
    item,        // the drawn item itself, in a column of the interactions
    made,        // columns of which one depends on the item
  };
  void find_origins();
  bool depends_on_item(const Field& field) const;
  std::size_t input_named(const std::string& name) const;
  void set_views(const Batch& positives);
  void fill(const LabeledBatch& positives, std::size_t positive);
  void make_columns(std::size_t rows);

  const Dataset& data_;
  std::shared_ptr<const NegativeItems> items_;
  std::unique_ptr<BatchSource> positives_;
  std::size_t positives_of_group_, group_rows_;  // what stands for a positive, and with its negatives
  const TaskPool& pool_;
  std::vector<FieldView> fields_;
  std::vector<From> from_;                            // by field
  std::vector<std::unique_ptr<ColumnMaker>> makers_;  // by field; null if it is not made here
  std::vector<Column> columns_;                       // by field; filled if they are made here, or hold drawn items
  std::vector<std::vector<std::uint32_t>> rows_;      // by field, and by row of the batch: FieldView::row_of
  std::vector<std::size_t> repeated_;                 // the fields that fill theirs; others share it, or need none
  // By row of the batch.
  std::vector<std::uint32_t> item_, group_, interaction_, places_;  // places_: 0, 1, 2, ...
  std::vector<float> target_, weight_, log_q_;                      // log_q_: empty if all items are drawn alike
  std::vector<double> time_;                                        // empty unless a column is made of it
  bool reads_time_ = false;
  std::uint64_t epoch_ = 0;
  std::uint32_t groups_ = 0;  // of the epoch so far
};

// The rows in a drawn order with their negatives, in batches of at most `batch` rows, or of one group. `rows.fields`
// are the inputs of `data`; `rows.group` is ignored.
std::unique_ptr<BatchSource> negative_rows(const Dataset& data, const EpochRows& rows,
                                           std::shared_ptr<const NegativeItems> items, std::size_t batch);
// The same with items drawn as the options say.
std::unique_ptr<BatchSource> negative_rows(const Dataset& data, const EpochRows& rows, const NegativeOptions& options,
                                           std::size_t batch);

}  // namespace interplay
