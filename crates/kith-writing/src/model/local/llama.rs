//! A language model of the Llama kind, as its weights stand in a GGUF file.

use std::io::{Read, Seek};

use candle_core::{
    DType, Device, Result, Tensor,
    quantized::{
        QMatMul, QTensor,
        gguf_file::{Content, Value},
    },
};
use candle_nn::{Module, ops, rotary_emb};

/// A model that is ready to read.
pub(super) struct Llama {
    /// A row for each token.
    embeddings: Tensor,
    layers: Vec<Layer>,
    norm: Tensor,
    output: QMatMul,
    /// Turns of each place, by which the model knows how far words are apart.
    turns: (Tensor, Tensor),
    shape: Shape,
}

/// What its file says about it.
#[derive(Debug, Clone, Copy)]
struct Shape {
    width: usize,
    heads: usize,
    shared: usize,
    head: usize,
    layers: usize,
    epsilon: f32,
    base: f32,
    context: usize,
}

struct Layer {
    attention_norm: Tensor,
    query: QMatMul,
    key: QMatMul,
    value: QMatMul,
    out: QMatMul,
    feed_norm: Tensor,
    gate: QMatMul,
    up: QMatMul,
    down: QMatMul,
}

/// What the model has read so far. A copy is cheap: another text goes on from it.
#[derive(Clone)]
pub(super) struct Memory {
    layers: Vec<Option<(Tensor, Tensor)>>,
    length: usize,
}

/// The longest text, in tokens, that is made room for: prompt and note together are far shorter.
const LONGEST: usize = 2_048;

impl Llama {
    /// Reads the weights.
    pub(super) fn open<R: Read + Seek>(content: &Content, file: &mut R) -> Result<Self> {
        let shape = Shape::read(content)?;
        let mut tensor = |name: &str| content.tensor(file, name, &Device::Cpu);
        let whole = |tensor: QTensor| tensor.dequantize(&Device::Cpu);
        let table = tensor("token_embd.weight")?;
        let embeddings = table.dequantize_f16(&Device::Cpu)?;
        let layer = |nth: usize| {
            let mut named = |name: &str| tensor(&format!("blk.{nth}.{name}.weight"));
            Ok(Layer {
                attention_norm: whole(named("attn_norm")?)?,
                query: QMatMul::from_qtensor(named("attn_q")?)?,
                key: QMatMul::from_qtensor(named("attn_k")?)?,
                value: QMatMul::from_qtensor(named("attn_v")?)?,
                out: QMatMul::from_qtensor(named("attn_output")?)?,
                feed_norm: whole(named("ffn_norm")?)?,
                gate: QMatMul::from_qtensor(named("ffn_gate")?)?,
                up: QMatMul::from_qtensor(named("ffn_up")?)?,
                down: QMatMul::from_qtensor(named("ffn_down")?)?,
            })
        };
        let layers = (0..shape.layers).map(layer).collect::<Result<_>>()?;
        let norm = whole(tensor("output_norm.weight")?)?;
        // Small models say the next word with the table that they read words with.
        let output = match content.tensor_infos.contains_key("output.weight") {
            true => tensor("output.weight")?,
            false => table,
        };
        let output = QMatMul::from_qtensor(output)?;
        Ok(Self { embeddings, layers, norm, output, turns: turns(&shape)?, shape })
    }

    /// Nothing read yet.
    pub(super) fn memory(&self) -> Memory {
        Memory { layers: vec![None; self.layers.len()], length: 0 }
    }

    /// How many more tokens there is room for.
    pub(super) fn room(&self, memory: &Memory) -> usize {
        self.shape.context.saturating_sub(memory.length)
    }

    /// Reads tokens, which must be some; answers how likely each token is to come next.
    pub(super) fn read(&self, memory: &mut Memory, tokens: &[u32]) -> Result<Vec<f32>> {
        let count = tokens.len();
        if count == 0 || count > self.room(memory) {
            candle_core::bail!("{count} tokens where {} fit", self.room(memory));
        }
        let start = memory.length;
        let ids = Tensor::new(tokens, &Device::Cpu)?;
        let mut state = self.embeddings.embedding(&ids)?.to_dtype(DType::F32)?.unsqueeze(0)?;
        let mask = (count > 1).then(|| mask(start, count)).transpose()?;
        for (layer, read) in self.layers.iter().zip(&mut memory.layers) {
            let input = ops::rms_norm(&state, &layer.attention_norm, self.shape.epsilon)?;
            let heard = self.attend(layer, &input, read, (start, mask.as_ref()))?;
            state = (state + heard)?;
            let input = ops::rms_norm(&state, &layer.feed_norm, self.shape.epsilon)?;
            let gate = ops::silu(&layer.gate.forward(&input)?)?;
            let fed = (gate * layer.up.forward(&input)?)?;
            state = (state + layer.down.forward(&fed)?)?;
        }
        memory.length = start + count;
        let last = state.narrow(1, count - 1, 1)?.contiguous()?;
        let last = ops::rms_norm(&last, &self.norm, self.shape.epsilon)?;
        self.output.forward(&last)?.flatten_all()?.to_vec1()
    }

    /// What each new token hears of those before it.
    fn attend(
        &self,
        layer: &Layer,
        input: &Tensor,
        read: &mut Option<(Tensor, Tensor)>,
        (start, mask): (usize, Option<&Tensor>),
    ) -> Result<Tensor> {
        let Shape { heads, shared, head, width, .. } = self.shape;
        let (_, count, _) = input.dims3()?;
        let split = |tensor: Tensor, heads: usize| {
            tensor.reshape((1, count, heads, head))?.transpose(1, 2)?.contiguous()
        };
        let turned = |tensor: &Tensor| {
            let (cos, sin) = &self.turns;
            rotary_emb::rope_i(tensor, &cos.narrow(0, start, count)?, &sin.narrow(0, start, count)?)
        };
        let query = turned(&split(layer.query.forward(input)?, heads)?)?;
        let key = turned(&split(layer.key.forward(input)?, shared)?)?;
        let value = split(layer.value.forward(input)?, shared)?;
        let (keys, values) = match read.take() {
            Some((keys, values)) => {
                (Tensor::cat(&[&keys, &key], 2)?, Tensor::cat(&[&values, &value], 2)?)
            }
            None => (key, value),
        };
        // Several heads ask the same keys: their questions stand one below the other.
        let rows = heads / shared * count;
        let query = (query.reshape((1, shared, rows, head))? / (head as f64).sqrt())?;
        let weights = query.matmul(&keys.t()?)?;
        let weights = match mask {
            Some(mask) => {
                let all = weights.reshape((1, heads, count, ()))?;
                all.broadcast_add(mask)?.reshape((1, shared, rows, ()))?
            }
            None => weights,
        };
        let heard = ops::softmax_last_dim(&weights)?.matmul(&values)?;
        *read = Some((keys, values));
        let heard = heard.reshape((1, heads, count, head))?.transpose(1, 2)?;
        layer.out.forward(&heard.reshape((1, count, width))?)
    }
}

impl Shape {
    fn read(content: &Content) -> Result<Self> {
        let number = |name: &str| -> Result<usize> {
            let value = content.metadata.get(&format!("llama.{name}"));
            let value = value.and_then(whole).filter(|number| (1..1_000_000).contains(number));
            value.ok_or_else(|| candle_core::Error::msg(format!("llama.{name} is missing")))
        };
        let real = |name: &str| content.metadata.get(&format!("llama.{name}"))?.to_f32().ok();
        let (width, heads) = (number("embedding_length")?, number("attention.head_count")?);
        let shared = number("attention.head_count_kv").unwrap_or(heads);
        let head = width / heads;
        let turned = number("rope.dimension_count").unwrap_or(head);
        if width % heads != 0 || heads % shared != 0 || head % 2 != 0 || turned != head {
            candle_core::bail!("{heads} heads, {shared} shared, do not go with a width of {width}");
        }
        Ok(Self {
            width,
            heads,
            shared,
            head,
            layers: number("block_count")?,
            epsilon: real("attention.layer_norm_rms_epsilon").unwrap_or(1e-5),
            base: real("rope.freq_base").unwrap_or(10_000.0),
            context: number("context_length").unwrap_or(LONGEST).min(LONGEST),
        })
    }
}

/// A whole number of any width.
fn whole(value: &Value) -> Option<usize> {
    match value {
        Value::U64(number) => usize::try_from(*number).ok(),
        value => value.to_u32().ok().map(|number| number as usize),
    }
}

/// By what angle each pair of numbers is turned at each place.
fn turns(shape: &Shape) -> Result<(Tensor, Tensor)> {
    let pairs = (0..shape.head).step_by(2);
    let speeds: Vec<f32> =
        pairs.map(|at| shape.base.powf(at as f32 / shape.head as f32).recip()).collect();
    let places = (0..shape.context)
        .flat_map(|place| speeds.iter().map(move |speed| place as f32 * speed).collect::<Vec<_>>());
    let size = (shape.context, speeds.len());
    let angles = Tensor::from_vec(places.collect::<Vec<_>>(), size, &Device::Cpu)?;
    Ok((angles.cos()?, angles.sin()?))
}

/// Which tokens each new one hears: itself and all before it.
fn mask(start: usize, count: usize) -> Result<Tensor> {
    let all = start + count;
    let row =
        |nth: usize| (0..all).map(move |at| if at > start + nth { f32::NEG_INFINITY } else { 0.0 });
    let values: Vec<f32> = (0..count).flat_map(row).collect();
    Tensor::from_vec(values, (count, all), &Device::Cpu)
}
