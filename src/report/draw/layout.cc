#include "report/draw/layout.h"

#include <graphviz/gvc.h>

#include <fmt/format.h>

#include <memory>
#include <mutex>
#include <string>

#include "base/late_library.h"
#include "interplay/error.h"

namespace interplay::report {
namespace {

constexpr double points_per_inch = 72;  // a pixel is taken for a point

// The functions that are used, of libgvc and of libcgraph, which it brings along. Its plug-ins have to be of the same
// installation.
struct Graphs {
  LateLibrary library{"libgvc.so.6", "libgvc6", "diagrams", "write another format"};
#define INTERPLAY_FUNCTION(name) decltype(&::name) name = library.find<decltype(::name)>(#name)
  INTERPLAY_FUNCTION(gvContext);
  INTERPLAY_FUNCTION(gvFreeContext);
  INTERPLAY_FUNCTION(gvLayout);
  INTERPLAY_FUNCTION(gvFreeLayout);
  INTERPLAY_FUNCTION(agopen);
  INTERPLAY_FUNCTION(agclose);
  INTERPLAY_FUNCTION(agnode);
  INTERPLAY_FUNCTION(agedge);
  INTERPLAY_FUNCTION(agsafeset);
  INTERPLAY_FUNCTION(agseterr);
  INTERPLAY_FUNCTION(aglasterr);
#undef INTERPLAY_FUNCTION
  const Agdesc_t* directed = library.find<Agdesc_t>("Agdirected");
};

const Graphs& graphs() {
  static const Graphs loaded;
  return loaded;
}

struct FreeContext {
  void operator()(GVC_t* context) const { graphs().gvFreeContext(context); }
};
struct FreeGraph {
  GVC_t* context;
  void operator()(Agraph_t* graph) const {
    graphs().gvFreeLayout(context, graph);
    graphs().agclose(graph);
  }
};

// Graphviz's interface takes char* and copies.
char* mutable_text(const char* text) { return const_cast<char*>(text); }

void set(void* object, const char* attribute, const std::string& value) {
  graphs().agsafeset(object, mutable_text(attribute), mutable_text(value.c_str()), mutable_text(""));
}

void fail() {
  const char* said = graphs().aglasterr();
  throw Error(Code::unsupported,
              fmt::format("the diagram could not be laid out{}{}", said ? ": " : "", said ? said : ""),
              "check that Graphviz's plug-ins are installed (package libgvc6), or write a .dot file");
}

void add_boxes(Agraph_t* graph, std::span<const Point> sizes, std::vector<Agnode_t*>& nodes) {
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    nodes.push_back(graphs().agnode(graph, mutable_text(fmt::format("{}", i).c_str()), 1));
    set(nodes.back(), "shape", "box");
    set(nodes.back(), "label", "");
    set(nodes.back(), "fixedsize", "true");
    set(nodes.back(), "width", fmt::format("{:.4f}", sizes[i].x / points_per_inch));
    set(nodes.back(), "height", fmt::format("{:.4f}", sizes[i].y / points_per_inch));
  }
}

Layout::Arrow arrow_of(Agedge_t* edge, double height) {
  Layout::Arrow arrow;
  const splines* lines = ED_spl(edge);
  if (lines == nullptr || lines->size == 0) return arrow;
  const bezier& last = lines->list[lines->size - 1];
  for (int b = 0; b < lines->size; ++b)
    for (int p = b == 0 ? 0 : 1; p < lines->list[b].size; ++p)
      arrow.curve.push_back({lines->list[b].list[p].x, height - lines->list[b].list[p].y});
  arrow.tip = last.eflag ? Point{last.ep.x, height - last.ep.y} : arrow.curve.back();
  return arrow;
}

}  // namespace

Layout lay_out(std::span<const Point> sizes, std::span<const std::pair<std::size_t, std::size_t>> arrows) {
  // The library keeps global state.
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  graphs().agseterr(AGMAX);  // messages are asked for, not printed
  const std::unique_ptr<GVC_t, FreeContext> context(graphs().gvContext());
  if (!context) fail();
  const std::unique_ptr<Agraph_t, FreeGraph> graph(graphs().agopen(mutable_text("model"), *graphs().directed, nullptr),
                                                   {context.get()});
  set(graph.get(), "rankdir", "TB");
  set(graph.get(), "nodesep", "0.4");
  set(graph.get(), "ranksep", "0.4");
  std::vector<Agnode_t*> nodes;
  std::vector<Agedge_t*> edges;
  add_boxes(graph.get(), sizes, nodes);
  for (const auto& [from, to] : arrows)
    edges.push_back(graphs().agedge(graph.get(), nodes[from], nodes[to], nullptr, 1));
  if (graphs().gvLayout(context.get(), graph.get(), "dot") != 0) fail();

  Layout layout;
  const boxf box = GD_bb(graph.get());
  layout.width = box.UR.x - box.LL.x;
  layout.height = box.UR.y - box.LL.y;
  for (Agnode_t* node : nodes) layout.centres.push_back({ND_coord(node).x, layout.height - ND_coord(node).y});
  for (Agedge_t* edge : edges) layout.arrows.push_back(arrow_of(edge, layout.height));
  return layout;
}

}  // namespace interplay::report
