// A file is opened once for a job, however many of its readers ask for it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "read/files/input.h"
#include "read/reader_files.h"

namespace interplay {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::Pair;

// How often each file of a folder is opened from now on.
class Opens {
 public:
  explicit Opens(const std::string& folder) : descriptor_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
    watches_ = descriptor_ >= 0 && ::inotify_add_watch(descriptor_, folder.c_str(), IN_OPEN) >= 0;
  }
  ~Opens() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Opens(const Opens&) = delete;
  Opens& operator=(const Opens&) = delete;

  bool watches() const { return watches_; }
  std::map<std::string, int> counts() const {
    std::map<std::string, int> counts;
    alignas(inotify_event) char buffer[16384];
    for (ssize_t size; (size = ::read(descriptor_, buffer, sizeof buffer)) > 0;) {
      for (ssize_t at = 0; at < size;) {
        const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
        if (event->len > 0 && (event->mask & IN_ISDIR) == 0) ++counts[event->name];
        at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
      }
    }
    return counts;
  }

 private:
  int descriptor_;
  bool watches_;
};

TEST(OpenedOnce, ADelimitedFile) {
  const Folder folder;
  const std::string file = folder.write("ratings.csv", "user,item,rating\n1,2,3\n2,3,4\n");
  const Opens opens(folder.path());
  if (!opens.watches()) GTEST_SKIP() << "no inotify here";
  read_files({file});
  EXPECT_THAT(opens.counts(), ElementsAre(Pair("ratings.csv", 1)));
}

TEST(OpenedOnce, ASparseFile) {
  const Folder folder;
  const std::string file = folder.write("data.txt", "1 3:1 4:2\n0 3:2 5:1\n");
  const Opens opens(folder.path());
  if (!opens.watches()) GTEST_SKIP() << "no inotify here";
  read_files({file});
  EXPECT_THAT(opens.counts(), ElementsAre(Pair("data.txt", 1)));
}

// Side tables are asked what columns they have, for fields, titles and notes, before they are read.
TEST(OpenedOnce, EveryTableOfAKnownLayout) {
  const Folder folder;
  folder.write("u.data", "1\t10\t5\t100\n2\t20\t3\t200\n");
  folder.write("u.user", "1|24|M|writer|85711\n2|53|F|other|94043\n");
  const std::string flags = "|0|0|0|1|1|1|0|0|0|0|0|0|0|0|0|0|0|0|0\n";
  folder.write("u.item", "10|Toy|01-Jan-1995||url" + flags + "20|Eye|01-Jan-1995||url" + flags);
  folder.write("u.genre", "unknown|0\n");
  DataOptions options;
  for (const bool named : {false, true}) {
    if (named) options.fields = {"user", "item", "age", "genres"};
    const Opens opens(folder.path());
    if (!opens.watches()) GTEST_SKIP() << "no inotify here";
    EXPECT_EQ(read_files({folder.path()}, options).rows, 2u);
    auto counts = opens.counts();
    EXPECT_EQ(counts["u.data"], 1);
    EXPECT_EQ(counts["u.user"], 1);
    EXPECT_EQ(counts["u.item"], 1);
    EXPECT_EQ(counts["u.genre"], 1);
  }
}

TEST(OpenedOnce, InputsAreThereUntilTheJobEnds) {
  const Folder folder;
  const std::string file = folder.write("a.csv", "1,2\n");
  Inputs inputs;
  const char* const bytes = inputs.open(file).bytes.data();
  std::filesystem::remove(file);
  EXPECT_EQ(inputs.open(file).bytes.data(), bytes);
  EXPECT_EQ(inputs.open(file).bytes, "1,2\n");
  EXPECT_THROW(Inputs().open(file), Error);
}

}  // namespace
}  // namespace interplay
