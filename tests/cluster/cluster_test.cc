// Processes of a cluster, played by threads.
#include "cluster/cluster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <filesystem>
#include <functional>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "base/files.h"
#include "cluster/socket.h"
#include "cluster/tcp.h"
#include "interplay/error.h"
#include "interplay/version.h"

namespace interplay {
namespace {

using testing::HasSubstr;

// What each process says of an error; empty without one.
using Outcomes = std::vector<std::string>;

Outcomes play(std::size_t processes, const std::function<TcpOptions(std::size_t)>& options,
              const std::function<void(Cluster&)>& part) {
  Outcomes outcomes(processes);
  std::vector<std::thread> threads;
  for (std::size_t p = 0; p < processes; ++p)
    threads.emplace_back([&, p] {
      try {
        const auto cluster = tcp_cluster(options(p));
        try {
          part(*cluster);
        } catch (const std::exception& error) {
          cluster->fail(error.what());
          throw;
        }
      } catch (const std::exception& error) {
        outcomes[p] = error.what();
      }
    });
  for (std::thread& thread : threads) thread.join();
  return outcomes;
}

// Meet by a file.
class ClusterTest : public testing::Test {
 protected:
  TcpOptions options(std::size_t process, std::size_t processes) const {
    TcpOptions options;
    options.process = process;
    options.processes = processes;
    options.rendezvous = folder_.path() / "meeting";
    options.patience = 5;
    return options;
  }
  Outcomes run(std::size_t processes, const std::function<void(Cluster&)>& part) const {
    return play(
        processes, [&](std::size_t p) { return options(p, processes); }, part);
  }
  void expect_well(std::size_t processes, const std::function<void(Cluster&)>& part) const {
    EXPECT_THAT(run(processes, part), testing::Each(std::string()));
  }

  TemporaryFolder folder_;
};

class ClusterOf : public ClusterTest, public testing::WithParamInterface<std::size_t> {};

TEST_P(ClusterOf, GathersPartsOfAnyLength) {
  expect_well(GetParam(), [](Cluster& cluster) {
    // Process p has p * 100003 numbers, so that one has none and others more than a socket takes at once.
    std::vector<std::size_t> cuts(cluster.size() + 1, 0);
    for (std::size_t p = 0; p < cluster.size(); ++p) cuts[p + 1] = cuts[p] + p * 100003;
    std::vector<std::uint32_t> all(cuts.back(), 0), expected(cuts.back());
    std::iota(expected.begin(), expected.end(), 7u);
    for (std::size_t i = cuts[cluster.number()]; i < cuts[cluster.number() + 1]; ++i) all[i] = expected[i];
    cluster.allgatherv(std::span(all), cuts);
    EXPECT_EQ(all, expected);
    cluster.leave();
  });
}

TEST_P(ClusterOf, ExchangesWhatEachHasForEach) {
  expect_well(GetParam(), [](Cluster& cluster) {
    const std::size_t size = cluster.size(), own = cluster.number();
    std::vector<std::string> out(size), in(size);
    for (std::size_t p = 0; p < size; ++p) {
      out[p] = std::string(1000 * own + p, static_cast<char>('a' + own));
      in[p].resize(1000 * p + own);
    }
    std::vector<std::span<const std::byte>> sends;
    std::vector<std::span<std::byte>> receives;
    for (std::size_t p = 0; p < size; ++p) {
      sends.push_back(std::as_bytes(std::span(out[p])));
      receives.push_back(std::as_writable_bytes(std::span(in[p])));
    }
    cluster.alltoallv(sends, receives);
    for (std::size_t p = 0; p < size; ++p) EXPECT_EQ(in[p], std::string(1000 * p + own, static_cast<char>('a' + p)));
    cluster.leave();
  });
}

TEST_P(ClusterOf, BroadcastsAndGathersTexts) {
  expect_well(GetParam(), [](Cluster& cluster) {
    std::vector<double> values(3, cluster.leads() ? 2.5 : 0);
    cluster.broadcast(std::span(values));
    EXPECT_THAT(values, testing::Each(2.5));
    const auto texts = cluster.allgather_text(std::string(cluster.number(), 'x'));
    for (std::size_t p = 0; p < cluster.size(); ++p) EXPECT_EQ(texts[p], std::string(p, 'x'));
    cluster.barrier();
    cluster.leave();
  });
}

INSTANTIATE_TEST_SUITE_P(Sizes, ClusterOf, testing::Values(2, 3, 4, 8));

TEST_F(ClusterTest, CountsBytesByPhase) {
  expect_well(2, [](Cluster& cluster) {
    cluster.take_traffic();
    {
      const Phase phase(cluster, "items");
      std::vector<float> all(100);
      cluster.allgatherv(std::span(all), std::vector<std::size_t>{0, 30, 100});
    }
    const auto traffic = cluster.take_traffic();
    ASSERT_EQ(traffic.size(), 1u);
    // 16 bytes of a message are its header.
    const std::uint64_t own = cluster.leads() ? 30 : 70;
    EXPECT_EQ(traffic.at("items").sent, 4 * own + 16);
    EXPECT_EQ(traffic.at("items").received, 4 * (100 - own) + 16);
    EXPECT_TRUE(cluster.take_traffic().empty());
    cluster.leave();
  });
}

TEST_F(ClusterTest, MeetsAtAnAddress) {
  const Socket reserved = Socket::listen({"127.0.0.1", 0});
  const std::string place = reserved.own().text();
  TcpOptions taken = options(0, 2);
  taken.rendezvous = place;
  try {
    tcp_cluster(taken);
    FAIL() << "the port is in use";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("cannot listen at " + place));
    EXPECT_THAT(error.what(), HasSubstr("in use"));
  }
}

TEST_F(ClusterTest, AFailureReachesAll) {
  const Outcomes outcomes = run(4, [](Cluster& cluster) {
    if (cluster.number() == 2) throw Error(Code::bad_data, "line 7 has no item");
    cluster.barrier();
  });
  EXPECT_EQ(outcomes[2], "line 7 has no item");
  for (const std::size_t p : {0, 1, 3}) {
    EXPECT_THAT(outcomes[p], HasSubstr("process 2 of 4 on " + host_name()));
    EXPECT_THAT(outcomes[p], HasSubstr("failed: line 7 has no item"));
  }
}

TEST_F(ClusterTest, AnEndWithoutAWordIsALoss) {
  for (const std::size_t lost : {std::size_t{0}, std::size_t{1}}) {
    const Outcomes outcomes = run(3, [&](Cluster& cluster) {
      if (cluster.number() != lost) cluster.barrier();
    });
    for (const std::size_t p : {1 - lost, std::size_t{2}})
      EXPECT_THAT(outcomes[p], HasSubstr("process " + std::to_string(lost) + " of 3 on " + host_name()));
  }
}

TEST_F(ClusterTest, WhoIsBusyIsToldOnAnotherThread) {
  std::atomic<int> told = 0;
  const auto with_handler = [&](std::size_t p) {
    TcpOptions own = options(p, 2);
    own.on_loss = [&](const std::string& what) {
      EXPECT_THAT(what, HasSubstr("process 1 of 2"));
      ++told;
    };
    return own;
  };
  play(2, with_handler, [&](Cluster& cluster) {
    for (int i = 0; cluster.leads() && told == 0 && i < 500; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
  });
  EXPECT_EQ(told, 1);
}

TEST_F(ClusterTest, ThoseWhoDoNotComeAreNamed) {
  const auto start = std::chrono::steady_clock::now();
  TcpOptions alone = options(0, 4);
  alone.patience = 0.3;
  try {
    tcp_cluster(alone);
    FAIL() << "nobody came";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("processes 1, 2, 3 of 4 did not come within 0.3 s"));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(3));
}

TEST_F(ClusterTest, ANumberComesOnce) {
  const Outcomes outcomes = play(
      3, [&](std::size_t p) { return options(std::min<std::size_t>(p, 1), 3); },
      [](Cluster& cluster) { cluster.leave(); });
  for (const std::string& outcome : outcomes) EXPECT_THAT(outcome, HasSubstr("process 1 came twice"));
}

TEST_F(ClusterTest, AllExpectEquallyMany) {
  const Outcomes outcomes = play(
      2, [&](std::size_t p) { return options(p, p == 0 ? 2 : 3); }, [](Cluster& cluster) { cluster.leave(); });
  for (const std::string& outcome : outcomes) EXPECT_THAT(outcome, HasSubstr("expects 3 processes"));
}

// Says who it is as a process of a training does, and leaves.
std::string visit(const std::filesystem::path& place, const std::string& version) {
  while (!std::filesystem::exists(place)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::string text(MappedFile::open(place)->bytes());
  text.pop_back();
  const Socket guest = Socket::connect(address_of(text), after(1));
  guest.send_text(R"({"interplay":")" + version + R"(","process":1,"processes":3,"host":"elsewhere","pid":7,"port":9})",
                  after(1));
  std::string answer;
  if (version != INTERPLAY_VERSION) guest.receive_text(answer, after(5));
  return answer;
}

TEST_F(ClusterTest, AnotherVersionEndsAll) {
  std::string answer;
  std::thread other([&] { answer = visit(folder_.path() / "meeting", "0.0.1"); });
  const Outcomes outcomes = play(
      1, [&](std::size_t p) { return options(p, 3); }, [](Cluster& cluster) { cluster.leave(); });
  other.join();
  for (const std::string& said : {outcomes[0], answer})
    EXPECT_THAT(said, HasSubstr("process 1 on elsewhere is of version 0.0.1, process 0 on " + host_name()));
}

TEST_F(ClusterTest, ALossBeforeAllHaveComeIsNamed) {
  const auto start = std::chrono::steady_clock::now();
  std::thread lost([&] { visit(folder_.path() / "meeting", INTERPLAY_VERSION); });
  const Outcomes outcomes = play(
      1, [&](std::size_t p) { return options(p, 3); }, [](Cluster& cluster) { cluster.leave(); });
  lost.join();
  EXPECT_THAT(outcomes[0], HasSubstr("process 1 of 3 on elsewhere (pid 7) was lost before all had come"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(3));
}

// It has met the others and is gone when they connect.
TEST_F(ClusterTest, ALossWhileAllConnectIsNamed) {
  const auto start = std::chrono::steady_clock::now();
  std::thread lost([&] {
    const std::filesystem::path place = folder_.path() / "meeting";
    while (!std::filesystem::exists(place)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::string text(MappedFile::open(place)->bytes());
    text.pop_back();
    const Socket guest = Socket::connect(address_of(text), after(1));
    guest.send_text(std::string(R"({"interplay":")") + INTERPLAY_VERSION +
                        R"(","process":2,"processes":3,"host":"elsewhere","pid":7,"port":9})",
                    after(1));
    std::string list;
    guest.receive_text(list, after(5));
  });
  const Outcomes outcomes = play(
      2, [&](std::size_t p) { return options(p, 3); }, [](Cluster& cluster) { cluster.leave(); });
  lost.join();
  for (const std::string& outcome : outcomes)
    EXPECT_THAT(outcome, HasSubstr("process 2 of 3 on elsewhere (pid 7) was lost"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(4));
}

TEST_F(ClusterTest, AStrangerIsSentAway) {
  const std::string place = folder_.path() / "meeting";
  std::thread stranger([&] {
    while (!std::filesystem::exists(place)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::string text(MappedFile::open(place)->bytes());
    text.pop_back();
    const Socket guest = Socket::connect(address_of(text), after(1));
    guest.send("GET / HTTP/1.0\r\n\r\n", after(1));
  });
  const Outcomes outcomes = play(
      2,
      [&](std::size_t p) {
        if (p == 1) stranger.join();  // the other one comes after it
        return options(p, 2);
      },
      [](Cluster& cluster) { cluster.leave(); });
  EXPECT_THAT(outcomes, testing::Each(std::string()));
}

TEST_F(ClusterTest, AFileOfALostTrainingIsReadAgain) {
  {
    const Socket gone = Socket::listen({"127.0.0.1", 0});
    write_file(folder_.path() / "meeting", gone.own().text() + "\n");
  }
  const Outcomes outcomes = play(
      2,
      [&](std::size_t p) {
        if (p == 0) std::this_thread::sleep_for(std::chrono::milliseconds(200));
        return options(p, 2);
      },
      [](Cluster& cluster) { cluster.leave(); });
  EXPECT_THAT(outcomes, testing::Each(std::string()));
}

TEST(Shares, AreOfEqualCost) {
  class Third final : public Cluster {
   public:
    Third() : Cluster(1, 3) {}
    std::string describe(std::size_t) const override { return ""; }
    void fail(const std::string&) override {}
    void leave() override {}

   protected:
    Traffic exchange(std::span<const std::span<const std::byte>>, std::span<const std::span<std::byte>>) override {
      return {};
    }
  };
  const Third third;
  const std::vector<double> costs = {5, 1, 1, 1, 1, 1, 5};
  const Shares shares = shares_by_cost(third, costs);
  EXPECT_EQ(shares.cuts, (std::vector<std::size_t>{0, 1, 6, 7}));
  EXPECT_EQ(shares.first, 1u);
  EXPECT_EQ(shares.last, 6u);
  EXPECT_EQ(equal_shares(third, 10).cuts, (std::vector<std::size_t>{0, 3, 6, 10}));
  EXPECT_EQ(equal_shares(third, 2).cuts, (std::vector<std::size_t>{0, 0, 1, 2}));
  EXPECT_EQ(equal_shares(third, 3).of_grains(16, 40).cuts, (std::vector<std::size_t>{0, 16, 32, 40}));
}

TEST(Address, IsAHostAndAPort) {
  EXPECT_EQ(address_of("node-3:2950").host, "node-3");
  EXPECT_EQ(address_of("[::1]:80").host, "::1");
  EXPECT_EQ(address_of("[::1]:80").text(), "[::1]:80");
  for (const char* text : {"node", "node:", ":80", "node:port", "node:99999"}) EXPECT_THROW(address_of(text), Error);
}

}  // namespace
}  // namespace interplay
