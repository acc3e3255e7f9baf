// Processes that train one model together. Each has a number, from 0, and all call the same operations in the same
// order. An operation moves bytes and never adds numbers: sums are added by whoever owns them, in an order that the
// data decides, so that no result depends on how many processes there are.
//
// Floor cluster: single_process() is a cluster of one, which costs nothing; tcp.h connects processes by sockets, mpi.h
// by MPI; join.h chooses. Solvers get a cluster from Problem.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace interplay {

// Bytes of payload and of their headers, to and from other processes.
struct Traffic {
  std::uint64_t sent = 0, received = 0;

  void add(const Traffic& other) {
    sent += other.sent;
    received += other.received;
  }
};

class Cluster {
 public:
  virtual ~Cluster() = default;

  std::size_t number() const { return number_; }
  std::size_t size() const { return size_; }
  bool several() const { return size_ > 1; }
  bool leads() const { return number_ == 0; }

  // sends[p] goes to process p, and receives[p] is what process p sends here; both know the sizes. What a process sends
  // to itself is copied. All throw Error(io), naming a process and its host, when one is lost or says nothing for too
  // long.
  void alltoallv(std::span<const std::span<const std::byte>> sends, std::span<const std::span<std::byte>> receives);
  // Process p brings all[cuts[p], cuts[p + 1]), and gets the rest from the others.
  template <class T>
  void allgatherv(std::span<T> all, std::span<const std::size_t> cuts) {
    if (several()) gather_bytes(std::as_writable_bytes(all), cuts, sizeof(T));
  }
  // Values of process 0 for all.
  template <class T>
  void broadcast(std::span<T> values) {
    if (several()) broadcast_bytes(std::as_writable_bytes(values));
  }
  // One value of every process, by number.
  template <class T>
  std::vector<T> allgather(const T& own) {
    std::vector<T> all(size_);
    all[number_] = own;
    std::vector<std::size_t> cuts(size_ + 1);
    for (std::size_t p = 0; p <= size_; ++p) cuts[p] = p;
    allgatherv(std::span<T>(all), cuts);
    return all;
  }
  // The texts of all processes, which may differ in length.
  std::vector<std::string> allgather_text(const std::string& own);
  // Returns when all have called it.
  void barrier();

  // "process 2 of 4 on HOST", for messages.
  virtual std::string describe(std::size_t process) const = 0;
  // Tells the others that this process cannot go on, and why. They fail with that text.
  virtual void fail(const std::string& why) = 0;
  // The last call: from now on the end of a process is no loss.
  virtual void leave() = 0;

  // What was moved since the last call, by phase.
  std::map<std::string, Traffic> take_traffic();

 protected:
  Cluster(std::size_t number, std::size_t size) : number_(number), size_(size) {}
  // As alltoallv, for what goes to others and comes from them. Returns the bytes on the wire.
  virtual Traffic exchange(std::span<const std::span<const std::byte>> sends,
                           std::span<const std::span<std::byte>> receives) = 0;

 private:
  friend class Phase;
  void gather_bytes(std::span<std::byte> all, std::span<const std::size_t> cuts, std::size_t element);
  void broadcast_bytes(std::span<std::byte> bytes);

  std::size_t number_, size_;
  std::string phase_ = "start";
  std::map<std::string, Traffic> traffic_;
};

// Names what operations are for, while it lives.
class Phase {
 public:
  Phase(Cluster& cluster, std::string name) : cluster_(cluster) {
    if (cluster.several()) outer_ = std::exchange(cluster_.phase_, std::move(name));
  }
  ~Phase() {
    if (cluster_.several()) cluster_.phase_ = std::move(outer_);
  }
  Phase(const Phase&) = delete;
  Phase& operator=(const Phase&) = delete;

 private:
  Cluster& cluster_;
  std::string outer_;
};

// A process alone. It has no state.
class SingleProcess final : public Cluster {
 public:
  SingleProcess() : Cluster(0, 1) {}
  std::string describe(std::size_t) const override { return "this process"; }
  void fail(const std::string&) override {}
  void leave() override {}

 protected:
  Traffic exchange(std::span<const std::span<const std::byte>>, std::span<const std::span<std::byte>>) override {
    return {};
  }
};
Cluster& single_process();

// Which of a list of pieces every process works on: process p on [cuts[p], cuts[p + 1]). Work that is cut into pieces
// by the data gives the same numbers wherever a piece is worked on.
struct Shares {
  std::vector<std::size_t> cuts;
  std::size_t first = 0, last = 0;  // of this process

  std::size_t count() const { return last - first; }
  bool owns(std::size_t piece) const { return piece >= first && piece < last; }
  // The same shares of elements, of which piece i has [offsets[i], offsets[i + 1]).
  template <class Offset>
  Shares of_elements(std::span<const Offset> offsets) const {
    Shares elements;
    for (const std::size_t cut : cuts) elements.cuts.push_back(static_cast<std::size_t>(offsets[cut]));
    elements.first = static_cast<std::size_t>(offsets[first]);
    elements.last = static_cast<std::size_t>(offsets[last]);
    return elements;
  }
  // The same shares of elements, of which each piece has `grain`, the last one what is left of `count`.
  Shares of_grains(std::size_t grain, std::size_t count) const;
};

// Of about equal cost. `cost`: of piece i, above 0.
Shares shares_by_cost(const Cluster& cluster, std::span<const double> costs);
Shares equal_shares(const Cluster& cluster, std::size_t pieces);

}  // namespace interplay
