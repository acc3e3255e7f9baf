#include "report/draw/raster.h"

#include <cairo.h>
#include <fmt/format.h>
#include <librsvg/rsvg.h>

#include <cmath>
#include <memory>

#include "interplay/error.h"

namespace interplay::report {
namespace {

template <auto function>
struct Free {
  template <class Object>
  void operator()(Object* object) const {
    function(object);
  }
};
using Handle = std::unique_ptr<RsvgHandle, Free<g_object_unref>>;
using Surface = std::unique_ptr<cairo_surface_t, Free<cairo_surface_destroy>>;
using Context = std::unique_ptr<cairo_t, Free<cairo_destroy>>;

[[noreturn]] void fail(std::string_view reason) {
  throw Error(Code::io, fmt::format("the picture could not be drawn as PNG: {}", reason), "write it as .svg");
}

// Throws when `error` is set, and frees it.
void check(GError* error) {
  if (error == nullptr) return;
  const std::unique_ptr<GError, Free<g_error_free>> owner(error);
  fail(error->message);
}

cairo_status_t append(void* text, const unsigned char* data, unsigned int size) {
  static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

std::string png_of(std::string_view svg, double scale) {
  GError* error = nullptr;
  const Handle handle(rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), &error));
  check(error);
  double width = 0, height = 0;
  if (!rsvg_handle_get_intrinsic_size_in_pixels(handle.get(), &width, &height)) fail("it has no size");
  const RsvgRectangle whole{0, 0, std::ceil(width * scale), std::ceil(height * scale)};
  const Surface surface(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(whole.width), static_cast<int>(whole.height)));
  const Context context(cairo_create(surface.get()));
  rsvg_handle_render_document(handle.get(), context.get(), &whole, &error);
  check(error);
  std::string bytes;
  const cairo_status_t status = cairo_surface_write_to_png_stream(surface.get(), append, &bytes);
  if (status != CAIRO_STATUS_SUCCESS) fail(cairo_status_to_string(status));
  return bytes;
}

}  // namespace interplay::report
