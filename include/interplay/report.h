// Pictures and reports: charts, diagrams of models, and documents that combine them with tables and text.
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

// One set of points of a chart.
struct Series {
  enum class Mark {
    line,    // a line through the points, and the points where they are few
    points,  // only the points
    rings,   // circles around points of other series
    bars,    // upright bars centred at x, as wide as the distance between neighbours (a histogram)
  };
  std::string name;  // in the legend; a series without a name is not listed and drawn as a thin line below the others
  std::vector<double> x, y;  // of equal length; values that are not finite leave a gap
  Mark mark = Mark::line;
  std::vector<std::string> labels = {};  // beside the points: none, or one per point
};

// Two axes and the series between them. Sizes are in pixels of 1/96 inch.
struct Chart {
  std::string title;
  std::string x_label, y_label;  // names with units
  std::vector<Series> series;
  bool whole_x = false;                   // ticks of x at whole numbers only
  bool log_x = false, log_y = false;      // values that are not positive are left out
  std::vector<std::string> x_names = {};  // if there are any, x is an index into them, from 0
  // Larger values are not drawn. A line that comes from above begins at the upper edge, where the largest value is
  // written.
  double highest_y = std::numeric_limits<double>::infinity();
  // A vertical line with a word beside it, for example at the best epoch.
  double marked_x = std::numeric_limits<double>::quiet_NaN();
  std::string marked_label;
  double width = 640, height = 380;
};

// Horizontal bars from zero, one per line, each with its name at the left and its value at the right.
struct Bars {
  std::string title;
  std::string value_label;
  std::vector<std::pair<std::string, double>> bars;
  double width = 640;
};

// Boxes and arrows, laid out from top to bottom.
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

// Charts in a grid of `columns` columns.
struct Panels {
  std::string title;
  std::vector<Chart> charts;
  std::size_t columns = 2;
};

using Picture = std::variant<Chart, Bars, Diagram, Panels>;

// The colours of a picture.
enum class Colours {
  both,  // those of the viewer's scheme (the media feature prefers-color-scheme); light if that is unknown
  light,
  dark,
  inherit,  // none of its own: the page around it carries picture_style()
};

// A whole SVG document. Same picture, same bytes. Throws Error(unsupported) if a diagram cannot be laid out.
std::string to_svg(const Picture& picture, Colours colours = Colours::both);
// The same as PNG, in light or dark colours, with `scale` dots per pixel. Throws Error(io) if it cannot be drawn.
std::string to_png(const Picture& picture, double scale = 2, Colours colours = Colours::light);
// The diagram in Graphviz's language.
std::string to_dot(const Diagram& diagram);
// The style sheet of pictures with Colours::inherit.
std::string picture_style();

// The format that the extension of the file asks for: to_svg, to_png or (diagrams) to_dot. Throws Error(usage) for
// another extension, naming the ones that exist.
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
    std::string name;  // of its file, without extension
    std::string caption;
    Picture picture;
  };
  using Block = std::variant<Heading, Paragraph, Table, Figure>;

  std::string title;
  std::vector<Block> blocks;
};

// One self-contained page: style and pictures are inside, nothing is loaded, and no script runs.
std::string to_html(const Report& report);

// The monitored metric (or else the training metric) over the epochs, for the training and the validation part, with
// the best epoch marked. Throws Error(unsupported) for a model without history.
Chart training_curves(const Model& model);
// The objective that was minimised, without and with its penalties; only without, where penalties belong to the rows
// that a step reads. Throws as training_curves.
Chart objective_curves(const Model& model);
// A histogram of at most `bins` bars of equal width. Values that are not finite are left out.
Chart histogram(std::span<const double> values, std::string title, std::string x_label, std::size_t bins = 40);
// Fields, embedding tables, terms, head, link and loss, each with its shape; "n" stands for the rows of a batch.
Diagram diagram_of(const Model& model);

// The weight that the head gives to each score column: a prediction before its link is a constant plus these weights
// times the columns. Batch normalisation is folded in. A plain sum has weights of 1.
Bars contributions_of(const Model& model);

// How probabilities agree with the targets of `data`, which is encoded for the model: the share of 1s over the mean
// prediction in 15 bins of equal width, with the diagonal on which both are equal, and the rows of each bin. Of a
// calibrated model, also the same before the calibration. Throws Error(unsupported) for a model of numbers.
Panels reliability_of(const Model& model, const Dataset& data, int threads = 0);

// Everything that a model can tell about itself, for `interplay plot`.
Report report_of(const Model& model);

// The deciding metric of a search over each searched option, for every training, with the best trial marked; and over
// the epochs, if successive halving trained trials several times. Values so bad that the others could not be told apart
// are drawn at the edge, as a series of their own.
Panels charts_of(const TuneResult& result);
// These charts with the trials and the options of the best one, for `interplay tune --picture`.
Report report_of(const TuneResult& result, const Split& split);

}  // namespace interplay
