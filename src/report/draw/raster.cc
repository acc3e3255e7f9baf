#include "report/draw/raster.h"

#include <cairo.h>
#include <fmt/format.h>
#include <librsvg/rsvg.h>

#include <cmath>
#include <memory>

#include "base/late_library.h"
#include "interplay/error.h"

namespace interplay::report {
namespace {

// The functions that are used, of librsvg and of what it brings along (cairo, GLib).
struct Drawing {
  LateLibrary library{"librsvg-2.so.2", "librsvg2-2", "PNG", "write another format"};
#define INTERPLAY_FUNCTION(name) decltype(&::name) name = library.find<decltype(::name)>(#name)
  INTERPLAY_FUNCTION(rsvg_handle_new_from_data);
  INTERPLAY_FUNCTION(rsvg_handle_get_intrinsic_size_in_pixels);
  INTERPLAY_FUNCTION(rsvg_handle_render_document);
  INTERPLAY_FUNCTION(g_object_unref);
  INTERPLAY_FUNCTION(g_error_free);
  INTERPLAY_FUNCTION(cairo_image_surface_create);
  INTERPLAY_FUNCTION(cairo_surface_destroy);
  INTERPLAY_FUNCTION(cairo_surface_write_to_png_stream);
  INTERPLAY_FUNCTION(cairo_create);
  INTERPLAY_FUNCTION(cairo_destroy);
  INTERPLAY_FUNCTION(cairo_status_to_string);
#undef INTERPLAY_FUNCTION
};

const Drawing& drawing() {
  static const Drawing loaded;
  return loaded;
}

struct Free {
  void operator()(RsvgHandle* object) const { drawing().g_object_unref(object); }
  void operator()(cairo_surface_t* object) const { drawing().cairo_surface_destroy(object); }
  void operator()(cairo_t* object) const { drawing().cairo_destroy(object); }
  void operator()(GError* object) const { drawing().g_error_free(object); }
};
using Handle = std::unique_ptr<RsvgHandle, Free>;
using Surface = std::unique_ptr<cairo_surface_t, Free>;
using Context = std::unique_ptr<cairo_t, Free>;

[[noreturn]] void fail(std::string_view reason) {
  throw Error(Code::io, fmt::format("the picture could not be drawn as PNG: {}", reason), "write it as .svg");
}

// Throws when `error` is set, and frees it.
void check(GError* error) {
  if (error == nullptr) return;
  const std::unique_ptr<GError, Free> owner(error);
  fail(error->message);
}

cairo_status_t append(void* text, const unsigned char* data, unsigned int size) {
  static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

std::string png_of(std::string_view svg, double scale) {
  const Drawing& draw = drawing();
  GError* error = nullptr;
  const Handle handle(draw.rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), &error));
  check(error);
  double width = 0, height = 0;
  if (!draw.rsvg_handle_get_intrinsic_size_in_pixels(handle.get(), &width, &height)) fail("it has no size");
  const RsvgRectangle whole{0, 0, std::ceil(width * scale), std::ceil(height * scale)};
  const Surface surface(draw.cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(whole.width),
                                                        static_cast<int>(whole.height)));
  const Context context(draw.cairo_create(surface.get()));
  draw.rsvg_handle_render_document(handle.get(), context.get(), &whole, &error);
  check(error);
  std::string bytes;
  const cairo_status_t status = draw.cairo_surface_write_to_png_stream(surface.get(), append, &bytes);
  if (status != CAIRO_STATUS_SUCCESS) fail(draw.cairo_status_to_string(status));
  return bytes;
}

}  // namespace interplay::report
