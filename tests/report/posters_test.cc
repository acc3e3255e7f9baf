#include "interplay/posters.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <regex>

#include "interplay/error.h"
#include "report/draw/canvas.h"

namespace interplay {
namespace {

class PostersTest : public ::testing::Test {
 protected:
  PostersTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "interplay-posters-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
  }
  ~PostersTest() override { std::filesystem::remove_all(folder); }

  void put(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder / name, std::ios::binary) << bytes;
  }

  std::filesystem::path folder;
  PosterPage page{.chosen = {"1", 0, "Toy Story (1995)"},
                  .items = {{"2", 0.91f, "A <Bug's> Life & More (1998)"}, {"../3", 0.5f, ""}},
                  .score_name = "cosine"};
};

TEST_F(PostersTest, PicturesAreHeldInThePage) {
  put("1.png", std::string("\x89PNG\r\n\x1a\n\x00\x01", 10));
  put("2.jpg", "\xff\xd8\xff-jpeg");
  const PosterHtml result = poster_html(page, folder);
  EXPECT_NE(result.html.find("src=\"data:image/png;base64,iVBORw0KGgoAAQ==\""), std::string::npos);
  EXPECT_NE(result.html.find("src=\"data:image/jpeg;base64,/9j/LWpwZWc=\""), std::string::npos);
  EXPECT_EQ(result.drawn, 1u);  // "../3" is no name of a file
  EXPECT_TRUE(result.notes.empty());
  EXPECT_EQ(result.html.find("http"), std::string::npos);
  EXPECT_NE(result.html.find("prefers-color-scheme:dark"), std::string::npos);
}

TEST_F(PostersTest, TilesStandForMissingPictures) {
  const PosterHtml result = poster_html(page, "");
  EXPECT_EQ(result.drawn, 3u);
  EXPECT_NE(result.html.find("A &lt;Bug"), std::string::npos);
  EXPECT_EQ(result.html.find("<Bug"), std::string::npos);
  EXPECT_NE(result.html.find(">1995</text>"), std::string::npos);
  EXPECT_NE(result.html.find("0.910"), std::string::npos);
  EXPECT_EQ(result.html, poster_html(page, "").html);
}

TEST_F(PostersTest, LettersStayWithinTheFrame) {
  page.chosen.title = "Mighty Morphin Power Rangers: Supercalifragilistic (1995)";
  page.items.clear();  // their letters are escaped
  const std::string html = poster_html(page, "").html;
  const std::regex letters("<text x=\"24\" y=\"[0-9]+\" font-size=\"([0-9.]+)\">([^<]*)<");
  int lines = 0;
  for (std::sregex_iterator at(html.begin(), html.end(), letters), end; at != end; ++at, ++lines)
    EXPECT_LE(24 + report::text_width((*at)[2].str(), std::stod((*at)[1])), 190) << (*at)[2];
  EXPECT_GT(lines, 5);
}

TEST_F(PostersTest, FilesThatAreNoPicturesAreNoted) {
  put("1.jpg", "<html>not found</html>");
  put("2.webp", "");
  const PosterHtml result = poster_html(page, folder);
  EXPECT_EQ(result.drawn, 3u);
  ASSERT_EQ(result.notes.size(), 2u);
  EXPECT_NE(result.notes[0].find("1.jpg"), std::string::npos);
}

TEST_F(PostersTest, TheFolderMustExist) {
  put("file", "x");
  EXPECT_THROW(poster_html(page, folder / "none"), Error);
  EXPECT_THROW(poster_html(page, folder / "file"), Error);
}

}  // namespace
}  // namespace interplay
