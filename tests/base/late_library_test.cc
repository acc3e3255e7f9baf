#include "base/late_library.h"

#include <cmath>

#include <gmock/gmock.h>

#include "interplay/error.h"

namespace interplay {
namespace {

TEST(LateLibrary, FindsFunctions) {
  const LateLibrary library("libm.so.6", "libc6", "roots", "calculate by hand");
  EXPECT_EQ(library.find<double(double)>("sqrt")(9.0), 3.0);
}

TEST(LateLibrary, NamesThePackageOfOneThatIsNotThere) {
  try {
    const LateLibrary library("libnowhere.so.9", "libnowhere9", "events in Nowhere", "keep events in a file");
    FAIL() << "there is no such library";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::unsupported);
    EXPECT_THAT(error.message(), ::testing::HasSubstr("libnowhere.so.9 is needed for events in Nowhere"));
    EXPECT_EQ(error.remedy(), "install it (Debian: apt install libnowhere9), or keep events in a file");
  }
}

TEST(LateLibrary, NamesAFunctionThatIsNotThere) {
  const LateLibrary library("libm.so.6", "libc6", "roots", "calculate by hand");
  EXPECT_THROW(library.find<void()>("interplay_no_such_function"), Error);
}

}  // namespace
}  // namespace interplay
