// Pictures and reports: charts, diagrams of models, and documents that hold them with tables and text.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "interplay/api.h"
#include "interplay/model.h"

namespace INTERPLAY_API interplay {

struct TuneResult;

// One run of values of a chart.
struct Series {
  enum class Mark {
    line,    // a line through the points, and the points where they are few
    points,  // the points alone
    rings,   // circles around points of other series
    bars,    // upright bars centred at x, as wide as the distance of neighbours (a histogram's)
  };
  std::string name;  // in the legend; a series without a name is not listed, and its line is a thin one below all
  std::vector<double> x, y;  // of equal length; what is not finite leaves a gap
  Mark mark = Mark::line;
  std::vector<std::string> labels = {};  // beside points: none, or one for each
};

// Two axes and what lies between them. Sizes are in pixels of 1/96 inch.
struct Chart {
  std::string title;
  std::string x_label, y_label;  // names with units
  std::vector<Series> series;
  bool whole_x = false;                   // ticks of x at whole numbers only
  bool log_x = false, log_y = false;      // values that are not positive are left out
  std::vector<std::string> x_names = {};  // where there are any, x is a place among them, from 0
  // What lies above is not drawn: a line that comes from there begins at the upper edge, where the largest value is
  // told.
  double highest_y = std::numeric_limits<double>::infinity();
  // A vertical line with a word beside it, at the best epoch for example.
  double marked_x = std::numeric_limits<double>::quiet_NaN();
  std::string marked_label;
  double width = 640, height = 380;
};

// Horizontal bars from zero, one a line, each with its name at the left and its value at the right.
struct Bars {
  std::string title;
  std::string value_label;
  std::vector<std::pair<std::string, double>> bars;
  double width = 640;
};

// Boxes and arrows, laid out from the top to the bottom.
struct Diagram {
  enum class Kind { input, table, term, head, output };
  struct Node {
    Kind kind = Kind::term;
    std::string title;
    std::vector<std::string> lines;  // below the title, smaller
  };
  std::string title;
  std::vector<Node> nodes;
  std::vector<std::pair<std::size_t, std::size_t>> arrows;  // positions in `nodes`
};

// Charts beside and below each other, `columns` in a line.
struct Panels {
  std::string title;
  std::vector<Chart> charts;
  std::size_t columns = 2;
};

using Picture = std::variant<Chart, Bars, Diagram, Panels>;

// Which colours a picture has.
enum class Colours {
  both,  // those of the viewer's scheme (the media feature prefers-color-scheme); light where it is unknown
  light,
  dark,
  inherit,  // none of its own: it stands in a page that carries picture_style()
};

// A whole SVG document. Same picture, same bytes. Throws Error(unsupported) where a diagram cannot be laid out.
std::string to_svg(const Picture& picture, Colours colours = Colours::both);
// The same as PNG in light colours (or dark ones), `scale` dots a pixel. Throws Error(io) where it cannot be drawn.
std::string to_png(const Picture& picture, double scale = 2, Colours colours = Colours::light);
// Graphviz's language.
std::string to_dot(const Diagram& diagram);
// The style sheet of pictures with Colours::inherit.
std::string picture_style();

// What the file's extension asks for: to_svg, to_png or (diagrams) to_dot.
// Throws Error(usage) for another extension, naming those that there are.
std::string render(const Picture& picture, std::string_view path);

// A document of headings, paragraphs, tables and figures, in order.
struct Report {
  struct Heading {
    std::string text;
    int level = 2;  // 2 to 4, below the title
  };
  struct Paragraph {
    std::string text;
  };
  struct Table {
    std::string caption;
    std::vector<std::string> headings;  // '>' in front: a column of numbers, aligned to the right
    std::vector<std::vector<std::string>> rows;
  };
  struct Figure {
    std::string name;  // of a file that holds it, without extension
    std::string caption;
    Picture picture;
  };
  using Block = std::variant<Heading, Paragraph, Table, Figure>;

  std::string title;
  std::vector<Block> blocks;
};

// One self-contained page: style and pictures are inside, nothing is loaded, no script runs.
std::string to_html(const Report& report);

// How the monitored metric (or else the training metric) went, epoch by epoch, in the training and the validation
// part, with the best epoch marked. Throws Error(unsupported) for a model without history.
Chart training_curves(const Model& model);
// The objective that was minimised, without and with its penalties; without only, where these are of the rows that a
// step touches. Throws as training_curves.
Chart objective_curves(const Model& model);
// How often values lie where, in at most `bins` bars of equal width. `values` that are not finite are left out.
Chart histogram(std::span<const double> values, std::string title, std::string x_label, std::size_t bins = 40);
// Fields, embedding tables, terms, head, link and loss, each with its shape; "n" stands for the rows of a batch.
Diagram diagram_of(const Model& model);

// How much the head makes of each score column: a prediction before its link is a constant plus these weights times the
// columns. Batch normalisation is folded in. A plain sum has weights of 1.
Bars contributions_of(const Model& model);

// Everything that a model tells of itself, for `interplay plot`.
Report report_of(const Model& model);

// The metric that decided a search, of every training, over each option that was searched, the best trial marked; and
// over the epochs, where successive halving gave trials several trainings. Values so bad that the others could not be
// told apart stand at the edge, under a name of their own.
Panels charts_of(const TuneResult& result);
// These with the trials and the options of the best one, for `interplay tune --picture`.
Report report_of(const TuneResult& result, const Split& split);

}  // namespace interplay
